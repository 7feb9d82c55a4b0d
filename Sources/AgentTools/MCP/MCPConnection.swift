import JSON
import Tasks

/// A way to a server of the Model Context Protocol: JSON-RPC requests and what they answer.
protocol MCPConnection: Sendable {
    /// Whether requests can still be answered.
    var isOpen: Bool { get }

    /// Whether a server that does not know the newest revision says so at once, rather than in no way at all.
    var answersUnknownRequests: Bool { get }

    /// Sends a request and waits for the whole JSON-RPC response, `result` or `error`.
    ///
    /// - Parameters:
    ///   - headers: what a request over HTTP says besides.
    ///   - cancellation: ends the wait; the server is told.
    func exchange(
        _ request: JSONValue, headers: [HTTPHeader], until deadline: MonotonicTime, _ cancellation: ToolCancellation
    ) throws(ToolFault) -> JSONValue

    func notify(_ notification: JSONValue, until deadline: MonotonicTime) throws(ToolFault)

    /// The revision that was agreed on; HTTP says it with each request.
    func agree(on revision: MCPRevision?)

    func close()
}
