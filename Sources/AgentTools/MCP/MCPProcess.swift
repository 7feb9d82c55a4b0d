import JSON
import Synchronization
import Tasks
import Threads

/// A server that is a process of ours: one JSON-RPC message a line.
final class MCPProcess: MCPConnection {
    private struct Storage {
        var waiting: [Int64: Answer<Result<JSONValue, ToolFault>>] = [:]
        var ending: String?
    }

    private let process: LineProcess
    private let name: String
    private let storage = Mutex(Storage())

    init(words: [String], environment: [String: String], folder: String, log: TaskLog) throws(ToolFault) {
        name = words.first ?? ""
        let source = name
        do throws(SystemError) {
            process = try LineProcess(words: words, environment: environment, directory: folder) { bytes in
                log.write(TaskLog.Entry(source: source, executionArn: "", requestID: "", text: bytes))
            }
        } catch {
            throw ToolFault("Mcp.CannotStart", "the MCP server '\(name)': \(error)")
        }
        do throws(WorkerThreadError) {
            _ = try WorkerThread(name: "mcp") { [self] in read() }
        } catch {
            process.kill()
            throw ToolFault("Mcp.CannotStart", "\(error)")
        }
    }

    var isOpen: Bool { storage.withLock { $0.ending == nil } }

    /// A server of an earlier revision may say nothing to a request before the handshake.
    var answersUnknownRequests: Bool { false }

    func agree(on revision: MCPRevision?) {}

    func exchange(
        _ request: JSONValue, headers: [HTTPHeader], until deadline: MonotonicTime, _ cancellation: ToolCancellation
    ) throws(ToolFault) -> JSONValue {
        let id = request["id"]?.integer ?? 0
        let answer = Answer<Result<JSONValue, ToolFault>>()
        let ending = storage.withLock { storage -> String? in
            if storage.ending == nil { storage.waiting[id] = answer }
            return storage.ending
        }
        if let ending { throw gone(ending) }
        guard process.send(Array(request.text.utf8), until: deadline) else {
            // A server that has just ended takes nothing either; the reading thread says so.
            if let ending = answer.wait(until: .now.adding(milliseconds: 500)) { return try ending.get() }
            forget(id)
            throw ToolFault("Mcp.Failed", "the MCP server '\(name)' does not read its standard input")
        }
        cancellation.onCancel { [self] in
            abandon(id, "nobody waits for it any more")
            answer.give(.failure(ToolFault("Mcp.Failed", "the call was given up")))
        }
        guard let result = answer.wait(until: deadline) else {
            abandon(id, "it took too long")
            throw ToolFault("Mcp.Timeout", "the MCP server '\(name)' did not answer in time")
        }
        return try result.get()
    }

    /// Forgets a request, and tells the server.
    private func abandon(_ id: Int64, _ reason: String) {
        guard forget(id) else { return }
        let notification: JSONValue = [
            "jsonrpc": "2.0", "method": "notifications/cancelled",
            "params": ["requestId": .integer(id), "reason": .string(reason)],
        ]
        _ = process.send(Array(notification.text.utf8), until: .now.adding(milliseconds: 1_000))
    }

    func notify(_ notification: JSONValue, until deadline: MonotonicTime) throws(ToolFault) {
        _ = process.send(Array(notification.text.utf8), until: deadline)
    }

    func close() { process.stop(withinMilliseconds: 1_000) }

    /// - Returns: whether there was a request to forget.
    @discardableResult
    private func forget(_ id: Int64) -> Bool { storage.withLock { $0.waiting.removeValue(forKey: id) != nil } }

    private func gone(_ ending: String) -> ToolFault {
        ToolFault("Mcp.Failed", "the MCP server '\(name)' ended with \(ending)")
    }

    // MARK: The reading thread

    private func read() {
        while true {
            switch process.receive(until: .now.adding(milliseconds: 3_600_000)) {
            case .timedOut: continue
            case .line(let line):
                // Servers that print something else to their standard output are common; it is not for us.
                guard let message = try? JSONValue(parsing: line) else { continue }
                take(message)
            case .ended(let status):
                let waiting = storage.withLock { storage in
                    storage.ending = status
                    defer { storage.waiting = [:] }
                    return storage.waiting.values.map(\.self)
                }
                for answer in waiting { answer.give(.failure(gone(status))) }
                return
            }
        }
    }

    private func take(_ message: JSONValue) {
        guard let method = message["method"]?.string else {
            guard let id = message["id"]?.integer else { return }
            storage.withLock { $0.waiting.removeValue(forKey: id) }?.give(.success(message))
            return
        }
        // A request of the server to us; notifications have no id.
        guard let id = message["id"], !id.isNull else { return }
        var answer: JSONObject = ["jsonrpc": "2.0", "id": id]
        if method == "ping" {
            answer["result"] = [:]
        } else {
            answer["error"] = ["code": -32_601, "message": .string("\(method) is not offered by this client")]
        }
        _ = process.send(Array(JSONValue.object(answer).text.utf8), until: .now.adding(milliseconds: 10_000))
    }
}
