import Glibc
import JSON
import Journal
import Testing
import TestSupport

/// Kills a process in the middle of its commits and looks at what is left.
///
/// One after the other, as a process that starts meanwhile would keep the pipe of another open.
@Suite(.serialized) struct CrashTests {
    @Test(arguments: [
        (seed: 1, durability: Durability.full, padding: 20), (2, .full, 3_000), (3, .normal, 20), (4, .normal, 9_000),
    ])
    func keepsWhatItAnnounced(seed: UInt64, durability: Durability, padding: Int) throws {
        var random = SplitMix(state: seed)
        let directory = TemporaryDirectory()
        var last: Int64 = 0
        for _ in 0..<8 {
            let announced = try killAfter(
                lines: Int.random(in: 1...150, using: &random),
                extraMicroseconds: UInt32.random(in: 0...3_000, using: &random),
                arguments: [directory.file(), durability.rawValue, "\(padding)"])
            #expect(announced == Array((last + 1)..<(last + 1 + Int64(announced.count))))
            let journal = try SQLiteJournal(path: directory.file(), access: .write(durability))
            last = try checkIsWhole(journal, from: announced.last ?? last, padding: padding)
            journal.close()
        }
    }

    /// Checks that the journal holds batches 1 to some number that is at least `newest`, whole, and nothing else.
    private func checkIsWhole(_ journal: SQLiteJournal, from newest: Int64, padding: Int) throws -> Int64 {
        #expect(try journal.checkIntegrity() == [])
        let last = try #require(try journal.resource(kind: "newest", name: "id")?.integer)
        #expect(last >= newest)
        #expect(journal.nextExecutionID().rawValue == last + 1)
        for number in max(1, last - 20)...last {
            let id = ExecutionID(rawValue: number)
            let record = try #require(try journal.execution(id: id))
            let age = last - number
            #expect(record.lastEventID == min(age + 1, 10))
            #expect(record.status == (age >= 10 ? .succeeded : .running))
            #expect(record.output == (age >= 10 ? "1" : nil))
            let events = try journal.history(of: id, from: 1, limit: 100, reversed: false)
            let parsed = try events.map { try JSONValue(parsing: $0) }
            #expect(parsed.map { $0["id"]?.integer } == (1...record.lastEventID).map { $0 })
            #expect(parsed.allSatisfy { $0["pad"]?.string?.utf8.count == padding })
        }
        #expect(try journal.openExecutions().map(\.id.rawValue) == Array(max(1, last - 9)...last))
        return last
    }

    /// Starts the dummy, kills it some time after it has announced so many commits, and returns all it announced.
    private func killAfter(lines: Int, extraMicroseconds: UInt32, arguments: [String]) throws -> [Int64] {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        ends.forEach { _ = posix_spawn_file_actions_addclose(&actions, $0) }
        var words: [UnsafeMutablePointer<CChar>?] = ([Self.dummyPath] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var process = pid_t()
        let status = posix_spawn(&process, Self.dummyPath, &actions, nil, &words, environ)
        close(ends[1])
        defer { close(ends[0]) }
        try #require(status == 0, "cannot start \(Self.dummyPath)")

        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        var isKilled = false
        while true {
            let count = read(ends[0], &chunk, chunk.count)
            guard count > 0 else { break }
            output += chunk.prefix(count)
            if !isKilled, output.count(where: { $0 == UInt8(ascii: "\n") }) >= lines {
                usleep(extraMicroseconds)
                kill(process, SIGKILL)
                isKilled = true
            }
        }
        var exitStatus: Int32 = 0
        waitpid(process, &exitStatus, 0)
        #expect(
            exitStatus == SIGKILL, "the process ended by itself: \(String(decoding: output.suffix(300), as: UTF8.self))"
        )
        // The last line may be cut off; then it was not announced.
        return String(decoding: output, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().compactMap { Int64($0) }
    }

    /// The dummy lies beside the program that runs the tests.
    private static let dummyPath: String = {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.baseAddress.map { readlink("/proc/self/exe", $0, bytes.count) } ?? -1
        }
        let program = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        return program.prefix(upTo: program.lastIndex(of: "/") ?? program.startIndex) + "/JournalCrashDummy"
    }()
}
