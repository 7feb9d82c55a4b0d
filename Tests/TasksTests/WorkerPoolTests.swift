import Glibc
import JSON
import Testing

@testable import Tasks

@Suite struct WorkerPoolTests {
    /// Answers each message with its process id.
    private static let program = """
        import os, socket, struct
        s = socket.socket(fileno=3)
        def send(kind, payload): s.sendall(struct.pack(">IB", len(payload) + 1, ord(kind)) + payload)
        send("R", b"")
        while True:
            head = s.recv(4)
            if not head: break
            length, = struct.unpack(">I", head)
            data = b""
            while len(data) < length: data += s.recv(length - len(data))
            if data[1:] == b"die": os._exit(1)
            send("M", str(os.getpid()).encode())
        """

    private func pool(maximum: Int = 1, idleMilliseconds: Int = 60_000) -> WorkerPool {
        WorkerPool(
            Command(words: ["python3", "-c", Self.program], environment: testEnvironment), maximumWorkers: maximum,
            idleMilliseconds: idleMilliseconds)
    }

    private func ask(_ pool: WorkerPool, _ message: String = "who", generation: Int64 = 0) async -> Result<
        WorkerFrame, WorkerFailure
    > {
        await outcome { done in
            _ = pool.submit(
                WorkerJob(
                    generation: generation, timeoutMilliseconds: 10_000, message: { Array(message.utf8) },
                    log: { _ in },
                    completion: done))
        }
    }

    private func pid(_ answer: Result<WorkerFrame, WorkerFailure>) throws -> pid_t {
        try #require(pid_t(String(decoding: answer.get().payload, as: UTF8.self)))
    }

    @Test func aWorkerIsKept() async throws {
        let pool = pool()
        defer { pool.close() }
        let first = try pid(await ask(pool))
        #expect(try pid(await ask(pool)) == first)
        #expect(try pid(await ask(pool, generation: 1)) != first)
    }

    @Test func anIdleWorkerIsStopped() async throws {
        let pool = pool(idleMilliseconds: 100)
        defer { pool.close() }
        let first = try pid(await ask(pool))
        for _ in 0..<100 where kill(first, 0) == 0 { try await Task.sleep(for: .milliseconds(50)) }
        #expect(kill(first, 0) == -1)
        #expect(try pid(await ask(pool)) != first)
    }

    @Test func aWorkerThatDiedWhileIdleIsReplaced() async throws {
        let pool = pool()
        defer { pool.close() }
        let first = try pid(await ask(pool))
        kill(first, SIGKILL)
        try await Task.sleep(for: .milliseconds(100))
        #expect(try pid(await ask(pool)) != first)
    }

    @Test func closingEndsWorkersAndRefusesMore() async throws {
        let pool = pool()
        let first = try pid(await ask(pool))
        pool.close()
        for _ in 0..<100 where kill(first, 0) == 0 { try await Task.sleep(for: .milliseconds(20)) }
        #expect(kill(first, 0) == -1)
        #expect(await ask(pool) == .failure(.cancelled))
    }

    @Test func crashesLeaveNothingBehind() async throws {
        let pool = pool(maximum: 4)
        defer { pool.close() }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<24 {
                group.addTask { #expect(await ask(pool, "die") == .failure(.exited(.code(1)))) }
            }
        }
        // All of them were reaped: no child of ours is a zombie that stays.
        let own = getpid()
        for _ in 0..<100 where zombies(of: own) > 0 { try await Task.sleep(for: .milliseconds(50)) }
        #expect(zombies(of: own) == 0)
    }

    private func zombies(of parent: pid_t) -> Int {
        FileSystem.names(in: "/proc").filter { name in
            guard pid_t(name) != nil, let bytes = try? FileSystem.read("/proc/\(name)/stat") else { return false }
            // PID (NAME) STATE PARENT …
            let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 1 && fields[0] == "Z" && pid_t(fields[1]) == parent
        }.count
    }

    @Test func aMissingProgramIsAFailure() async {
        let pool = WorkerPool(Command(words: ["/no/such/program"], environment: [:]), maximumWorkers: 1)
        defer { pool.close() }
        #expect(
            await ask(pool) == .failure(.cannotStart("could not start '/no/such/program': No such file or directory")))
    }
}
