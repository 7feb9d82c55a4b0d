import JSON
import Synchronization
import Tasks

/// The MCP servers in use: each is started, or its session begun, with the first call, and kept.
final class MCPServers: Sendable {
    private static let startMilliseconds: Int64 = 60_000

    private let folder: String
    private let environment: [String: String]
    private let http: HTTPClient
    private let log: TaskLog
    /// By the settings that say where the server is; a slot for each, so that one that starts slowly holds up no other.
    private let slots = Mutex<[String: Slot]>([:])

    private final class Slot: Sendable {
        let client = Mutex<MCPClient?>(nil)
    }

    init(folder: String, environment: [String: String], client: HTTPClient, log: TaskLog) {
        self.folder = folder
        self.environment = environment
        self.http = client
        self.log = log
    }

    /// The client of a server; one that has ended is started again.
    func client(for settings: JSONValue) throws(ToolFault) -> MCPClient {
        let place: JSONObject = JSONObject(
            ["Command", "Url", "Environment", "Headers"].compactMap { name in settings[name].map { (name, $0) } })
        let slot = slots.withLock { slots in
            let slot = slots[JSONValue.object(place).text] ?? Slot()
            slots[JSONValue.object(place).text] = slot
            return slot
        }
        let outcome: Result<MCPClient, ToolFault> = slot.client.withLock { client in
            if let client, client.isOpen { return .success(client) }
            client?.close()
            client = nil
            do throws(ToolFault) {
                let started = try start(ToolSettings(value: settings, name: "Mcp"))
                client = started
                return .success(started)
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    func close() {
        let all = slots.withLock { slots in
            defer { slots = [:] }
            return slots.values.map(\.self)
        }
        for slot in all { slot.client.withLock { $0 }?.close() }
    }

    private func start(_ settings: ToolSettings) throws(ToolFault) -> MCPClient {
        let deadline = MonotonicTime.now.adding(milliseconds: Self.startMilliseconds)
        let connection = try connect(settings)
        do throws(ToolFault) {
            return try MCPClient(connection, until: deadline)
        } catch {
            connection.close()
            throw error
        }
    }

    private func connect(_ settings: ToolSettings) throws(ToolFault) -> any MCPConnection {
        if settings.value["Url"] != nil {
            return MCPEndpoint(
                url: try settings.string("Url"),
                headers: try settings.secretTexts("Headers", environment).texts.map { HTTPHeader($0.0, $0.1) },
                client: http)
        }
        var variables = environment
        for (name, value) in try settings.secretTexts("Environment", environment).texts { variables[name] = value }
        return try MCPProcess(
            words: try settings.strings("Command"), environment: variables, folder: folder, log: log)
    }
}
