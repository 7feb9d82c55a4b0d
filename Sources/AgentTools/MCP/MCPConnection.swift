import JSON
import Tasks

/// A way to a server of the Model Context Protocol: JSON-RPC requests and what they answer.
protocol MCPConnection: Sendable {
    /// Whether requests can still be answered.
    var isOpen: Bool { get }

    /// Sends a request and waits for the whole JSON-RPC response, `result` or `error`.
    func exchange(_ request: JSONValue, until deadline: MonotonicTime) throws(ToolFault) -> JSONValue

    func notify(_ notification: JSONValue, until deadline: MonotonicTime) throws(ToolFault)

    /// The revision that was agreed on; HTTP says it with each request.
    func agree(on revision: MCPRevision)

    func close()
}

/// Revisions of the protocol, by date.
enum MCPRevision: String, Sendable, CaseIterable {
    case november2024 = "2024-11-05"
    case march2025 = "2025-03-26"
    case june2025 = "2025-06-18"
    case november2025 = "2025-11-25"

    static let newest = november2025
}
