import JSON
import Tasks

/// What a request without a session says in headers, so that what stands between need not read its body.
///
/// Specification: Model Context Protocol 2026-07-28, "Streamable HTTP", standard and custom headers.
enum MCPHeaders {
    /// The method, and the name of the tool that is called.
    static func routing(_ method: String, _ parameters: JSONValue) -> [HTTPHeader] {
        let name = parameters["name"]?.string.map { [HTTPHeader("Mcp-Name", encoded($0))] } ?? []
        return [HTTPHeader("Mcp-Method", method)] + name
    }

    /// The arguments that the schema of a tool marks with `x-mcp-header`.
    static func parameters(_ arguments: JSONValue, schema: JSONValue) -> [HTTPHeader] {
        (schema["properties"]?.object ?? [:]).flatMap { name, property -> [HTTPHeader] in
            guard let value = arguments[name], !value.isNull else { return [] }
            let inner = parameters(value, schema: property)
            guard let header = property["x-mcp-header"]?.string, let text = text(value) else { return inner }
            return [HTTPHeader("Mcp-Param-\(header)", encoded(text))] + inner
        }
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .array, .object: nil
        default: value.text
        }
    }

    /// A value as a header takes it: what is more than visible ASCII in Base64.
    static func encoded(_ text: String) -> String {
        let isPlain =
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && text.first != " " && text.last != " "
            && !(text.hasPrefix("=?base64?") && text.hasSuffix("?="))
        return isPlain ? text : "=?base64?\(Base64.encode(Array(text.utf8)))?="
    }
}
