import Foundation
import Glibc
import Journal
import Replay
import Testing

/// The built `baton`, as users run it.
enum Program {
    struct Result {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Beside the bundle of the tests, or what `BATON_PROGRAM` names.
    static let path: String = {
        if let path = ProcessInfo.processInfo.environment["BATON_PROGRAM"] { return path }
        let own = URL(filePath: ProcessInfo.processInfo.arguments[0])
        for folder in sequence(
            first: own.deletingLastPathComponent(), next: { $0.path == "/" ? nil : $0.deletingLastPathComponent() })
        {
            let candidate = folder.appending(path: "baton").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        return "baton"
    }()

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardizedFileURL

    /// A program that was started and runs.
    final class Running {
        let processID: pid_t
        private let output = TemporaryFile()
        private let errors = TemporaryFile()

        /// - Throws: `CannotStart`
        init(_ arguments: [String], in folder: URL, environment: [String: String] = [:], input: String = "") throws {
            let standard = [TemporaryFile(input), output, errors]
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            for (number, file) in standard.enumerated() {
                posix_spawn_file_actions_addopen(
                    &actions, Int32(number), file.path, number == 0 ? O_RDONLY : O_WRONLY, 0)
            }
            var attributes = posix_spawnattr_t()
            posix_spawnattr_init(&attributes)
            defer { posix_spawnattr_destroy(&attributes) }
            // Signals that this thread holds back would never reach the program.
            var noSignals = sigset_t()
            sigemptyset(&noSignals)
            posix_spawnattr_setsigmask(&attributes, &noSignals)
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
            // The shell goes into the folder and becomes the program.
            let words = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, folder.path] + arguments
            let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            var wordPointers = words.map { strdup($0) } + [nil]
            var variablePointers = variables.map { strdup("\($0)=\($1)") } + [nil]
            defer { for pointer in wordPointers + variablePointers { free(pointer) } }
            var processID = pid_t()
            let status = posix_spawn(&processID, words[0], &actions, &attributes, &wordPointers, &variablePointers)
            guard status == 0 else { throw CannotStart(reason: String(cString: strerror(status))) }
            self.processID = processID
        }

        var outputSoFar: String { output.text }
        var errorsSoFar: String { errors.text }

        func interrupt() { kill(processID, SIGINT) }
        func terminate() { kill(processID, SIGTERM) }
        func crash() { kill(processID, SIGKILL) }

        /// Waits for the end, by default at most a minute: then the program is killed.
        func wait(minutes: Int = 1) -> Result {
            var status: Int32 = 0
            var rounds = 0
            while waitpid(processID, &status, WNOHANG) == 0 {
                rounds += 1
                if rounds == minutes * 6_000 { kill(processID, SIGKILL) }
                usleep(10_000)
            }
            let signal = status & 0x7F
            return Result(
                status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: output.text, errors: errors.text)
        }
    }

    struct CannotStart: Error {
        let reason: String
    }

    @discardableResult
    static func run(
        _ arguments: String..., in folder: URL, environment: [String: String] = [:], input: String = ""
    ) throws -> Result {
        try Running([path] + arguments, in: folder, environment: environment, input: input).wait()
    }

    /// A file that a program reads or writes; pipes could fill.
    private final class TemporaryFile {
        private let url = FileManager.default.temporaryDirectory.appending(path: "baton-test-\(UUID().uuidString)")

        init(_ text: String = "") { try? Data(text.utf8).write(to: url) }

        deinit { try? FileManager.default.removeItem(at: url) }

        var path: String { url.path }
        var text: String { (try? String(contentsOf: url, encoding: .utf8)) ?? "" }
    }
}

/// Runs something in a new folder that is removed afterwards; what the journals in it hold replays to the same bytes.
func withFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "baton-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let value = try body(folder)
    try checkJournals(in: folder)
    return value
}

private func checkJournals(in folder: URL) throws {
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    for name in names where name.hasSuffix("journal.sqlite") {
        let journal = try SQLiteJournal(path: folder.appending(path: name).path, access: .read)
        defer { journal.close() }
        let differences = try Replayer.differences(in: journal)
        #expect(differences == [], "\(name)")
    }
}

/// Waits until something is so, at most ten seconds.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<200 {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.05)
    }
    return false
}
