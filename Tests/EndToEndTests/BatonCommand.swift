import Foundation

/// The `baton` binary that was built with the tests.
struct BatonCommand {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Beside the test bundle.
    static let binary = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "baton")

    /// Starts the command and gives its process.
    static func start(_ arguments: [String], in folder: URL, input: String = "") throws -> (Process, Pipe, Pipe) {
        let process = Process()
        let output = Pipe()
        let errors = Pipe()
        let standardInput = Pipe()
        process.executableURL = binary
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = standardInput
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        return (process, output, errors)
    }

    /// Runs the command to its end.
    static func run(_ arguments: [String], in folder: URL, input: String = "") throws -> Outcome {
        let (process, output, errors) = try start(arguments, in: folder, input: input)
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let complaints = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: printed, as: UTF8.self),
            errors: String(decoding: complaints, as: UTF8.self))
    }

    /// A folder of its own for a test.
    static func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "baton-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}
