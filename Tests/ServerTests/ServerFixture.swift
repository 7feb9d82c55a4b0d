import Engine
import Glibc
import JSON
import Journal
import Registry
import Replay
import Server
import Tasks
import Testing
import Threads

/// Fails every task; tests that have tasks bring mocks.
struct NoTasks: TaskHandler {
    func start(_ attempt: Tasks.TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        report(.failed(error: "Test.NoHandler", cause: nil))
        return .none
    }
}

/// A server on a port of its own, with all that it needs, in memory.
final class ServerFixture: Sendable {
    let journal: InMemoryJournal
    let registry: Registry
    let engine: Engine
    let server: StepFunctionsServer

    init(
        tasks: any TaskHandler = NoTasks(), mocks: JSONValue? = nil, waitTimeScale: Double = 1,
        logFolder: String? = nil, counts: ExecutionCounts? = nil, journal: InMemoryJournal = InMemoryJournal(),
        _ configure: (inout StepFunctionsServer.Configuration) -> Void = { _ in }
    ) throws {
        self.journal = journal
        registry = try Registry(journal: journal, scope: ArnScope(account: "123456789012"))
        let inProcess = InProcessAPI()
        var engineConfiguration = EngineConfiguration(
            journal: journal, tasks: tasks, machines: registry, clock: { SystemClock.milliseconds() },
            randomSeed: { .random(in: 0 ... .max) })
        engineConfiguration.localAPI = inProcess
        engineConfiguration.waitTimeScale = waitTimeScale
        engineConfiguration.observer = counts
        if let logFolder { engineConfiguration.observer = try ExecutionLog(registry: registry, folder: logFolder) }
        var configuration = StepFunctionsServer.Configuration()
        configuration.inProcess = inProcess
        configuration.executionCounts = counts
        if let mocks { engineConfiguration.mocks = ExecutionMocks(try MockConfiguration(mocks), journal: journal) }
        configure(&configuration)
        engine = try Engine(engineConfiguration)
        server = try StepFunctionsServer(engine: engine, registry: registry, configuration: configuration)
    }

    /// Everything that ran here replays to the same bytes.
    func stop() {
        server.stop()
        engine.shutdown()
        #expect(throws: Never.self) {
            let differences = try Replayer.differences(in: journal)
            #expect(differences == [])
        }
    }

    func connect() throws -> Connection { try Connection(port: server.port) }

    /// Calls an operation over a connection of its own.
    func call(_ operation: String, _ request: JSONValue) throws -> (status: Int, body: JSONValue) {
        let connection = try connect()
        defer { connection.close() }
        try connection.send(Connection.request(operation, request.text))
        let response = try connection.receive()
        return (response.status, try JSONValue(parsing: response.body))
    }

    /// Creates a state machine and gives its ARN.
    func create(_ definition: String, name: String = "m", type: String = "STANDARD") throws -> String {
        let answer = try call(
            "CreateStateMachine",
            [
                "name": .string(name), "definition": .string(definition), "type": .string(type),
                "roleArn": "arn:aws:iam::123456789012:role/r",
            ])
        return try #require(answer.body["stateMachineArn"]?.string, "\(answer.body)")
    }

    /// Starts an execution and waits for its end.
    func run(_ stateMachineArn: String, input: String = "{}") throws -> JSONValue {
        let started = try call(
            "StartExecution", ["stateMachineArn": .string(stateMachineArn), "input": .string(input)])
        let arn = try #require(started.body["executionArn"]?.string, "\(started.body)")
        for _ in 0..<500 {
            let described = try call("DescribeExecution", ["executionArn": .string(arn)]).body
            if described["status"] != "RUNNING" { return described }
            usleep(10_000)
        }
        throw TestFailure("the execution does not end")
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A client that says exactly the bytes it is told to.
final class Connection {
    private let socket: CInt
    private var received: [UInt8] = []

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw TestFailure("cannot connect") }
    }

    static func request(_ operation: String, _ body: String, headers: String = "") -> String {
        "POST / HTTP/1.1\r\nHost: sync-anything\r\nX-Amz-Target: AWSStepFunctions.\(operation)\r\n\(headers)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    func send(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { throw TestFailure("cannot send") }
            rest = rest.dropFirst(count)
        }
    }

    func stopSending() { shutdown(socket, CInt(SHUT_WR)) }

    func close() { Glibc.close(socket) }

    /// Reads one response.
    func receive() throws -> (status: Int, headers: String, body: String) {
        while true {
            if let end = received.indices.first(where: { received[$0...].starts(with: "\r\n\r\n".utf8) }) {
                let head = String(decoding: received[..<end], as: UTF8.self)
                let length =
                    head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
                let start = head.utf8.count + 4
                if received.count >= start + length {
                    let body = String(decoding: received[start..<(start + length)], as: UTF8.self)
                    received.removeFirst(start + length)
                    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                    return (status, String(head), body)
                }
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { throw TestFailure("the server closed the connection, or said nothing") }
            received += buffer[..<count]
        }
    }

    /// Reads until that text has come in.
    func receiveText(upTo end: String) throws -> String {
        while true {
            let text = String(decoding: received, as: UTF8.self)
            if text.contains(end) { return text }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { throw TestFailure("the server closed the connection, or said nothing") }
            received += buffer[..<count]
        }
    }

    /// Whether the server has closed the connection.
    func isClosedByServer() -> Bool {
        var byte: UInt8 = 0
        let count = recv(socket, &byte, 1, 0)
        // What was sent meanwhile makes it a reset.
        return count == 0 || (count < 0 && errno == ECONNRESET)
    }
}
