import JSON
import Synchronization
import Tasks

/// A server at an address: streamable HTTP, each request a POST that is answered with JSON or a stream of events.
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

    func agree(on revision: MCPRevision) { session.withLock { $0.revision = revision } }

    func exchange(_ request: JSONValue, until deadline: MonotonicTime) throws(ToolFault) -> JSONValue {
        let response = try post(request, until: deadline)
        guard let id = request["id"]?.integer,
            let answer = Self.messages(in: response).last(where: { $0["id"]?.integer == id })
        else {
            throw ToolFault("Mcp.Failed", "\(url): the answer has no response to the request")
        }
        return answer
    }

    func notify(_ notification: JSONValue, until deadline: MonotonicTime) throws(ToolFault) {
        _ = try post(notification, until: deadline)
    }

    func close() {
        guard session.withLock({ $0.id }) != nil else { return }
        _ = try? send(method: "DELETE", body: [], until: .now.adding(milliseconds: 1_000))
    }

    // MARK: HTTP

    private func post(_ message: JSONValue, until deadline: MonotonicTime) throws(ToolFault) -> HTTPResponse {
        let response = try send(method: "POST", body: Array(message.text.utf8), until: deadline)
        if let id = response.headers.first("Mcp-Session-Id") { session.withLock { $0.id = id } }
        guard !(200..<300).contains(response.status) else { return response }
        // The server has forgotten the session: the next call begins a new one.
        if response.status == 404 { session.withLock { $0.isLost = true } }
        let text = String(decoding: response.body.prefix(500), as: UTF8.self)
        throw ToolFault("Mcp.Failed", "\(url): status \(response.status)\(text.isEmpty ? "" : ": \(text)")")
    }

    private func send(method: String, body: [UInt8], until deadline: MonotonicTime) throws(ToolFault) -> HTTPResponse {
        var headers = [
            HTTPHeader("Content-Type", "application/json"),
            HTTPHeader("Accept", "application/json, text/event-stream"),
        ]
        let (id, revision) = session.withLock { ($0.id, $0.revision) }
        if let id { headers.append(HTTPHeader("Mcp-Session-Id", id)) }
        if let revision { headers.append(HTTPHeader("MCP-Protocol-Version", revision.rawValue)) }
        let request = HTTPRequest(
            method: method, url: url, headers: headers + self.headers, body: body,
            timeoutMilliseconds: Int64(max(1, deadline.millisecondsLeft)))
        let answer = Answer<Result<HTTPResponse, HTTPFailure>>()
        _ = client.send(request) { answer.give($0) }
        do throws(HTTPFailure) {
            return try answer.wait().get()
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
