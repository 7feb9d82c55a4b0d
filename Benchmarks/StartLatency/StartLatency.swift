import Glibc
import JSON
import Synchronization
import Threads

/// Starts executions over many connections at once and says how long the answers took.
///
/// `start-latency PORT STATE_MACHINE_ARN [CONNECTIONS [COUNT [PER_SECOND]]]`: each connection starts one execution after
/// the other until COUNT are started; with PER_SECOND they keep to that rate together, and an answer's time counts from
/// when its request was due.
@main enum StartLatency {
    static func main() throws {
        let words = CommandLine.arguments
        guard words.count >= 3, let port = UInt16(words[1]) else {
            fail("usage: start-latency PORT STATE_MACHINE_ARN [CONNECTIONS [COUNT [PER_SECOND]]]", status: 2)
        }
        let body = JSONValue.object(["stateMachineArn": .string(words[2]), "input": "{}"]).text
        let load = Load(
            port: port, body: Array(body.utf8), count: words.count > 4 ? Int(words[4]) ?? 20_000 : 20_000,
            perSecond: words.count > 5 ? Double(words[5]) : nil)
        let connections = words.count > 3 ? Int(words[3]) ?? 32 : 32
        let threads = try (0..<connections).map { _ in try WorkerThread(name: "client") { load.startExecutions() } }
        for thread in threads { thread.join() }
        load.report(connections: connections)
    }
}

/// Says why there are no figures.
private func fail(_ reason: String, status: CInt = 1) -> Never {
    let line = Array("start-latency: \(reason)\n".utf8)
    write(2, line, line.count)
    exit(status)
}

/// The executions that are to be started, and the times of the answers.
private final class Load: Sendable {
    private let port: UInt16
    private let body: [UInt8]
    private let count: Int
    private let perSecond: Double?
    private let startMicroseconds = now()
    private let next = Atomic(0)
    private let microseconds = Mutex<[Int64]>([])

    init(port: UInt16, body: [UInt8], count: Int, perSecond: Double?) {
        self.port = port
        self.body = body
        self.count = count
        self.perSecond = perSecond
    }

    /// Starts one after the other over one connection.
    func startExecutions() {
        guard let client = Client(port: port) else { fail("cannot connect to port \(port)") }
        var own: [Int64] = []
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < count else { break }
            let due = waitUntilDue(index)
            guard client.post(body) else { fail("an execution was not started") }
            own.append(now() - due)
        }
        microseconds.withLock { $0 += own }
    }

    private func waitUntilDue(_ index: Int) -> Int64 {
        guard let perSecond else { return now() }
        let due = startMicroseconds + Int64(Double(index) / perSecond * 1_000_000)
        let early = due - now()
        if early > 0 { usleep(UInt32(early)) }
        return due
    }

    func report(connections: Int) {
        let seconds = Double(now() - startMicroseconds) / 1_000_000
        let times = microseconds.withLock { $0 }.sorted()
        func percentile(_ share: Double) -> Double {
            rounded(Double(times[min(times.count - 1, Int(Double(times.count) * share))]) / 1_000)
        }
        print(
            "\(times.count) executions started over \(connections) connections in \(rounded(seconds)) s: "
                + "\(Int(Double(times.count) / seconds))/s; answers in ms: p50 \(percentile(0.5)), "
                + "p90 \(percentile(0.9)), p99 \(percentile(0.99)), longest \(percentile(1))")
    }

    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}

/// Microseconds of a clock that only goes forward.
private func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
}

/// One keep-alive connection.
private final class Client {
    private let socket: CInt
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    init?(port: UInt16) {
        socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var isOn: CInt = 1
        setsockopt(socket, CInt(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<CInt>.size))
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { return nil }
    }

    deinit { close(socket) }

    /// Starts an execution; whether the answer's status is 200.
    func post(_ body: [UInt8]) -> Bool {
        let head =
            "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.StartExecution\r\n"
            + "Content-Type: application/x-amz-json-1.0\r\nContent-Length: \(body.count)\r\n\r\n"
        let request = Array(head.utf8) + body
        guard send(socket, request, request.count, CInt(MSG_NOSIGNAL)) == request.count else { return false }
        var received: [UInt8] = []
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            received += buffer[..<count]
            // The answer is one JSON object without inner ones.
            if received.last == UInt8(ascii: "}") { return received.starts(with: "HTTP/1.1 200".utf8) }
        }
    }
}
