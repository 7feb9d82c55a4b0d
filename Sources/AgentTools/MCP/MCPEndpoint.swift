import JSON
import Synchronization
import Tasks

/// A server at an address: streamable HTTP, with a session or without, each request a POST that is answered with JSON or a stream of events.
final class MCPEndpoint: MCPConnection {
    private struct Session {
        var id: String?
        var revision: MCPRevision?
        var isLost = false
    }

    private let url: String
    private let headers: [HTTPHeader]
    private let client: HTTPClient
    private let session = Mutex(Session())

    init(url: String, headers: [HTTPHeader], client: HTTPClient) {
        self.url = url
        self.headers = headers
        self.client = client
    }

    var isOpen: Bool { session.withLock { !$0.isLost } }

    /// A server of an earlier revision refuses a request without a session at once.
    var answersUnknownRequests: Bool { true }

    func agree(on revision: MCPRevision?) { session.withLock { $0.revision = revision } }

    func exchange(
        _ request: JSONValue, headers: [HTTPHeader], until deadline: MonotonicTime, _ cancellation: ToolCancellation
    ) throws(ToolFault) -> JSONValue {
        let response = try post(request, headers, until: deadline, cancellation)
        let messages = Self.messages(in: response)
        let id = request["id"]
        // A refusal may be without the id of what it refuses.
        let answer =
            messages.last { $0["id"] != nil && $0["id"] == id }
            ?? (Self.isGood(response) ? nil : messages.last { $0["error"] != nil })
        if let answer { return answer }
        guard Self.isGood(response) else { throw refusal(response) }
        throw ToolFault("Mcp.Failed", "\(url): the answer has no response to the request")
    }

    func notify(_ notification: JSONValue, until deadline: MonotonicTime) throws(ToolFault) {
        let response = try post(notification, [], until: deadline, ToolCancellation())
        guard Self.isGood(response) else { throw refusal(response) }
    }

    func close() {
        guard session.withLock({ $0.id }) != nil else { return }
        _ = try? send(
            method: "DELETE", body: [], [], until: .now.adding(milliseconds: 1_000), ToolCancellation())
    }

    // MARK: HTTP

    private static func isGood(_ response: HTTPResponse) -> Bool { (200..<300).contains(response.status) }

    private func refusal(_ response: HTTPResponse) -> ToolFault {
        let text = String(decoding: response.body.prefix(500), as: UTF8.self)
        return ToolFault("Mcp.Failed", "\(url): status \(response.status)\(text.isEmpty ? "" : ": \(text)")")
    }

    private func post(
        _ message: JSONValue, _ headers: [HTTPHeader], until deadline: MonotonicTime, _ cancellation: ToolCancellation
    ) throws(ToolFault) -> HTTPResponse {
        let response = try send(
            method: "POST", body: Array(message.text.utf8), headers, until: deadline, cancellation)
        session.withLock { session in
            // The server has forgotten the session: the next call begins a new one.
            if response.status == 404, session.id != nil { session.isLost = true }
            if let id = response.headers.first("Mcp-Session-Id") { session.id = id }
        }
        return response
    }

    private func send(
        method: String, body: [UInt8], _ more: [HTTPHeader], until deadline: MonotonicTime,
        _ cancellation: ToolCancellation
    ) throws(ToolFault) -> HTTPResponse {
        var headers = [
            HTTPHeader("Content-Type", "application/json"),
            HTTPHeader("Accept", "application/json, text/event-stream"),
        ]
        let (id, revision) = session.withLock { ($0.id, $0.revision) }
        if let id { headers.append(HTTPHeader("Mcp-Session-Id", id)) }
        if let revision { headers.append(HTTPHeader("MCP-Protocol-Version", revision.rawValue)) }
        let request = HTTPRequest(
            method: method, url: url, headers: headers + more + self.headers, body: body,
            timeoutMilliseconds: Int64(max(1, deadline.millisecondsLeft)))
        let answer = Answer<Result<HTTPResponse, HTTPFailure>>()
        let transfer = client.send(request) { answer.give($0) }
        // A stream that is closed is what tells the server.
        cancellation.onCancel { transfer.cancel() }
        do throws(HTTPFailure) {
            return try answer.wait().get()
        } catch .timedOut {
            throw ToolFault("Mcp.Timeout", "\(url): no answer in time")
        } catch {
            throw ToolFault("Mcp.Failed", "\(url): \(error)")
        }
    }

    /// The messages of a JSON body or of the `data` lines of an event stream.
    static func messages(in response: HTTPResponse) -> [JSONValue] {
        let type = response.headers.first("Content-Type") ?? ""
        guard type.hasPrefix("text/event-stream") else {
            guard let value = try? JSONValue(parsing: response.body) else { return [] }
            return value.array ?? [value]
        }
        var messages: [JSONValue] = []
        var data: [String] = []
        let text = String(decoding: response.body, as: UTF8.self)
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasPrefix("data:") { data.append(String(line.dropFirst(5))) }
            guard line.isEmpty, !data.isEmpty else { continue }
            if let message = try? JSONValue(parsing: data.joined(separator: "\n")) { messages.append(message) }
            data = []
        }
        if !data.isEmpty, let message = try? JSONValue(parsing: data.joined(separator: "\n")) {
            messages.append(message)
        }
        return messages
    }
}
