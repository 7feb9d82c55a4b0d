import Digests
import Glibc
import JSON
import Tasks

/// Answers that models gave before, by the whole request; a file each.
struct ResponseCache: Sendable {
    /// The member that marks an answer from the cache.
    static let mark = "Cached"

    /// Absolute.
    let folder: String

    /// The answer to the same request, marked, and with nothing used.
    func answer(to request: ModelRequest, by provider: String) -> JSONValue? {
        guard let bytes = try? FileSystem.read(path(request, provider)),
            let entry = try? JSONValue(parsing: bytes), var answer = entry["answer"]?.object
        else { return nil }
        answer["Usage"] = [
            "InputTokens": 0, "OutputTokens": 0, "TotalTokens": 0, "CacheReadInputTokens": 0,
            "CacheWriteInputTokens": 0,
        ]
        answer[Self.mark] = true
        return .object(answer)
    }

    /// Keeps an answer; a folder that cannot be written is no reason to fail a call.
    func keep(_ answer: JSONValue, to request: ModelRequest, by provider: String) {
        let path = path(request, provider)
        let text = JSONValue.object(["request": request.body, "answer": answer]).text
        do throws(SystemError) {
            try FileSystem.makeDirectories(folder)
            try FileSystem.write(
                Array(text.utf8), to: path, scratch: "\(path).\(getpid()).\(UInt64.random(in: 0 ... .max))")
        } catch {}
    }

    private func path(_ request: ModelRequest, _ provider: String) -> String {
        var body = request.body.object ?? [:]
        // Who asks does not change what a model answers.
        body["RequestMetadata"] = nil
        let text = "\(provider)\n\(JSONValue.object(body).sortedMembers.text)"
        return "\(folder)/\(Digest.sha256.hash(Array(text.utf8)).hexadecimal).json"
    }
}

extension JSONValue {
    /// The same value with the members of all objects in order.
    var sortedMembers: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.sortedMembers))
        case .object(let object):
            .object(JSONObject(object.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sortedMembers) }))
        default: self
        }
    }
}
