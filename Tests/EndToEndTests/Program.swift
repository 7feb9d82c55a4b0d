import Foundation

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
        private let process = Process()
        private let output = File()
        private let errors = File()

        init(_ arguments: [String], in folder: URL, environment: [String: String] = [:], input: String = "") throws {
            process.executableURL = URL(filePath: arguments[0])
            process.arguments = Array(arguments.dropFirst())
            process.currentDirectoryURL = folder
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.standardInput = try File(input).reading()
            process.standardOutput = try output.writing()
            process.standardError = try errors.writing()
            try process.run()
        }

        var outputSoFar: String { output.text }
        var processID: Int32 { process.processIdentifier }

        func interrupt() { process.interrupt() }
        func terminate() { process.terminate() }

        func wait() -> Result {
            process.waitUntilExit()
            return Result(status: process.terminationStatus, output: output.text, errors: errors.text)
        }
    }

    @discardableResult
    static func run(
        _ arguments: String..., in folder: URL, environment: [String: String] = [:], input: String = ""
    ) throws -> Result {
        try Running([path] + arguments, in: folder, environment: environment, input: input).wait()
    }

    /// A file that a program reads or writes; pipes could fill.
    private struct File {
        private let url = FileManager.default.temporaryDirectory.appending(path: "baton-test-\(UUID().uuidString)")

        init(_ text: String = "") { try? Data(text.utf8).write(to: url) }

        var text: String { (try? String(contentsOf: url, encoding: .utf8)) ?? "" }
        func reading() throws -> FileHandle { try FileHandle(forReadingFrom: url) }
        func writing() throws -> FileHandle { try FileHandle(forWritingTo: url) }
    }
}

/// Runs something in a new folder that is removed afterwards.
func withFolder<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "baton-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// Waits until something is so, at most ten seconds.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<200 {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.05)
    }
    return false
}
