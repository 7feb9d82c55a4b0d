import JSON
import Tasks

/// What the dialects have in common on Converse's side.
enum ConverseContent {
    /// The text of a tool's result; providers take no empty one.
    static func text(ofResult result: JSONValue) -> String {
        let parts = (result["Content"]?.array ?? []).compactMap { $0["Text"]?.string ?? $0["Json"]?.text }
        let text = parts.joined(separator: "\n")
        return text.isEmpty ? "(no result)" : text
    }

    /// The text of a model's answer.
    static func text(ofAnswer answer: JSONValue) -> String {
        (answer["Output"]?["Message"]?["Content"]?.array ?? []).compactMap { $0["Text"]?.string }
            .joined(separator: "\n")
    }

    static func unsupported(_ block: JSONValue) -> ModelFailure {
        let kind = block.object?.first?.key ?? block.kind
        return ModelFailure(.invalid, "This provider takes no content of the kind '\(kind)'")
    }

    /// The input of a tool call that came as text. What is not JSON stays text, which no schema of a tool allows, so the
    /// model is told.
    static func input(_ text: String) -> JSONValue {
        if text.allSatisfy(\.isWhitespace) { return [:] }
        return (try? JSONValue(parsing: text)) ?? .string(text)
    }

    /// The input of a call as a service takes it back: what was garbled is left out, the result of the call told of it.
    static func echo(ofInput use: JSONValue) -> JSONValue {
        guard let input = use["Input"], input.object != nil else { return [:] }
        return input
    }

    /// An answer in Converse's shape; `input` is without what the cache held.
    static func answer(
        _ content: [JSONValue], stop: String, input: Int64, output: Int64, cacheRead: Int64 = 0, cacheWrite: Int64 = 0
    ) -> JSONValue {
        [
            "Output": ["Message": ["Role": "assistant", "Content": .array(content)]], "StopReason": .string(stop),
            "Usage": [
                "InputTokens": .integer(input), "OutputTokens": .integer(output),
                "TotalTokens": .integer(input + output + cacheRead + cacheWrite),
                "CacheReadInputTokens": .integer(cacheRead), "CacheWriteInputTokens": .integer(cacheWrite),
            ],
        ]
    }

    /// Two answers that are one turn: the content of both, the stop reason of the second, the usage summed.
    static func joined(_ first: JSONValue, _ second: JSONValue) -> JSONValue {
        let content = [first, second].flatMap { $0["Output"]?["Message"]?["Content"]?.array ?? [] }
        func sum(_ name: String) -> Int64 {
            (first["Usage"]?[name]?.integer ?? 0) + (second["Usage"]?[name]?.integer ?? 0)
        }
        return answer(
            content, stop: second["StopReason"]?.string ?? "end_turn", input: sum("InputTokens"),
            output: sum("OutputTokens"), cacheRead: sum("CacheReadInputTokens"),
            cacheWrite: sum("CacheWriteInputTokens"))
    }
}

/// An image or a document in a message, with its bytes.
struct Attachment {
    enum Kind { case image, document }

    let kind: Kind
    let name: String
    let mediaType: String
    let base64: String

    /// - Returns: nil for another block.
    /// - Throws: `ModelFailure` for bytes that are somewhere else, such as in S3.
    init?(_ block: JSONValue) throws(ModelFailure) {
        guard let (kind, content) = Self.content(block) else { return nil }
        let format = content["Format"]?.string ?? ""
        guard let bytes = content["Source"]?["Bytes"]?.string ?? Self.plainText(content) else {
            throw ModelFailure(.invalid, "This provider takes images and documents as bytes only")
        }
        self.kind = kind
        name = content["Name"]?.string ?? "document"
        mediaType = kind == .image ? "image/\(format)" : Self.mediaTypes[format] ?? "text/plain"
        base64 = bytes
    }

    var dataURL: String { "data:\(mediaType);base64,\(base64)" }
    /// The text of a document that is plain text.
    var text: String? {
        guard mediaType.hasPrefix("text/"), let bytes = Base64.decode(base64) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func content(_ block: JSONValue) -> (Kind, JSONValue)? {
        if let image = block["Image"] { return (.image, image) }
        return block["Document"].map { (.document, $0) }
    }

    private static func plainText(_ content: JSONValue) -> String? {
        content["Source"]?["Text"]?.string.map { Base64.encode(Array($0.utf8)) }
    }

    private static let mediaTypes = [
        "pdf": "application/pdf", "csv": "text/csv", "html": "text/html", "md": "text/markdown", "txt": "text/plain",
        "doc": "application/msword", "xls": "application/vnd.ms-excel",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
}
