import JSON

/// The result of `tools/call`.
struct MCPToolResult {
    private let result: JSONValue

    init(_ result: JSONValue) { self.result = result }

    /// What the model sees: the structured content where the text is only a copy of it, else the text.
    ///
    /// - Throws: `ToolFault` `Mcp.ToolError` with the server's text where the tool failed.
    func value() throws(ToolFault) -> JSONValue {
        let text = (result["content"]?.array ?? []).map(Self.text).joined(separator: "\n")
        if result["isError"]?.bool == true {
            throw ToolFault("Mcp.ToolError", text.isEmpty ? "the tool failed and says no more" : text)
        }
        guard let structured = result["structuredContent"], !structured.isNull else { return .string(text) }
        return text.isEmpty || (try? JSONValue(parsing: text)) == structured ? structured : .string(text)
    }

    /// A block of a result as text; what is no text is named.
    private static func text(_ block: JSONValue) -> String {
        switch block["type"]?.string {
        case "text": block["text"]?.string ?? ""
        case "resource": block["resource"]?["text"]?.string ?? "[resource \(block["resource"]?["uri"]?.string ?? "")]"
        case "resource_link": "[resource \(block["uri"]?.string ?? "")]"
        case let type?: "[\(type) \(block["mimeType"]?.string ?? "")]"
        case nil: ""
        }
    }
}
