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

    private func pool(maximum: Int = 1, idleMilliseconds: Int = 3_600_000) -> WorkerPool {
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
        let second = try pid(await ask(pool))
        #expect(second == first)
        #expect(try pid(await ask(pool, generation: 1)) != second)
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

    @Test func aCrashedWorkerIsReapedAndReplaced() async throws {
        let pool = pool()
        defer { pool.close() }
        for _ in 0..<5 {
            let process = try pid(await ask(pool))
            #expect(await ask(pool, "die") == .failure(.exited(.code(1))))
            // Not even a zombie is left.
            #expect(kill(process, 0) == -1)
        }
    }

    @Test func manyCallsShareAFewWorkers() async throws {
        let pool = pool(maximum: 4)
        defer { pool.close() }
        let processes = try await withThrowingTaskGroup(of: pid_t.self) { group in
            for _ in 0..<100 { group.addTask { try pid(await ask(pool)) } }
            return try await group.reduce(into: Set<pid_t>()) { $0.insert($1) }
        }
        #expect((1...4).contains(processes.count))
    }

    @Test func closingEndsWhatIsUnderWayAndWhatWaits() async throws {
        let pool = WorkerPool(
            Command(
                words: [
                    "python3", "-c",
                    Self.program.replacing("send(\"M\"", with: "import time; time.sleep(60); send(\"M\""),
                ],
                environment: testEnvironment), maximumWorkers: 1)
        let answers = await withTaskGroup(of: Result<WorkerFrame, WorkerFailure>.self) { group in
            for _ in 0..<3 { group.addTask { await ask(pool) } }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(500))
                pool.close()
                return .failure(.cancelled)
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: .failure(.cancelled), count: 4))
    }

    @Test func aMissingProgramIsAFailure() async {
        let pool = WorkerPool(Command(words: ["/no/such/program"], environment: [:]), maximumWorkers: 1)
        defer { pool.close() }
        #expect(
            await ask(pool) == .failure(.cannotStart("could not start '/no/such/program': No such file or directory")))
    }
}
