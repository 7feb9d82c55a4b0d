import Foundation
import Glibc

/// A program that a test runs beside it; ends with its last owner.
final class SideProcess {
    private let process = Process()
    private let output = Pipe()

    init(_ words: [String]) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        // Softer signals are held back in threads that tests run on, and with them in the programs they start.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The first line that the program prints.
    func firstLine() -> String {
        var line = Data()
        while let byte = try? output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte[0] != 0x0A {
            line += byte
        }
        return String(decoding: line, as: UTF8.self)
    }
}

/// A folder that is gone with the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "baton-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

enum Fixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures").path

    /// A Python with the official MCP SDK, set up once; nil where the packages cannot be had.
    static let mcpPython: String? = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/mcp-venv")
            .standardizedFileURL.path
        let python = "\(folder)/bin/python"
        if run([python, "-c", "import mcp, mcp_server_time"]) { return python }
        guard run(["python3", "-m", "venv", folder]),
            run([python, "-m", "pip", "install", "-q", "mcp==2.3.0", "mcp-server-time"])
        else { return nil }
        return python
    }()

    private static func run(_ words: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
