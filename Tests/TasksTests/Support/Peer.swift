import Glibc

@testable import Tasks

/// A Python program of the tests that tells its port and runs until it is let go.
final class PeerServer: Sendable {
    let port: Int
    private let process: ChildProcess
    /// Its standard input: the program ends when this closes.
    private let input: Descriptor

    var url: String { "http://127.0.0.1:\(port)" }

    init(script: String = "peer.py") throws {
        let (read, write) = try Descriptor.pipe()
        let (theirInput, input) = try Descriptor.pipe()
        process = try ChildProcess(
            Command(words: ["python3", fixture(script)], environment: testEnvironment),
            descriptors: [0: theirInput.number, 1: write.number, 2: 2])
        self.input = input
        let line = String(decoding: read.read() ?? [], as: UTF8.self)
        guard let port = Int(line.filter { $0.isNumber }) else {
            throw SystemError(operation: "start the peer", code: ECHILD)
        }
        self.port = port
    }

    deinit {
        process.kill()
        _ = process.wait()
    }
}

/// A file of the tests' own.
func fixture(_ name: String) -> String {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    return "/\(folder)/Fixtures/\(name)"
}

/// What programs need to run at all.
let testEnvironment: [String: String] = {
    var environment: [String: String] = [:]
    for name in ["PATH", "HOME", "LANG"] {
        if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    return environment
}()

/// A folder of this test that is removed with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/baton-tests-\(getpid())-\(randomRequestID().prefix(8))"
        try FileSystem.makeDirectories(path)
    }

    deinit { Self.remove(path) }

    /// Writes a file below the folder.
    func write(_ name: String, _ text: String) throws {
        let file = "\(path)/\(name)"
        try FileSystem.makeDirectories(String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]))
        try FileSystem.write(Array(text.utf8), to: file, scratch: file + ".scratch")
    }

    private static func remove(_ path: String) {
        for name in FileSystem.names(in: path) {
            let item = "\(path)/\(name)"
            if FileSystem.isDirectory(item) { remove(item) } else { unlink(item) }
        }
        rmdir(path)
    }
}

/// Waits for what a call with a completion gives.
func outcome<Value: Sendable>(_ start: @Sendable (@escaping @Sendable (Value) -> Void) -> Void) async -> Value {
    await withCheckedContinuation { continuation in start { continuation.resume(returning: $0) } }
}
