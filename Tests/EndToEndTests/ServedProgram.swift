import Foundation
import JSON
import Testing

/// `baton serve` in a folder, on a port of its own.
struct ServedProgram {
    let running: Program.Running
    let endpoint: String

    init(_ arguments: [String] = [], in folder: URL, environment: [String: String] = [:]) throws {
        let log = folder.appending(path: "serve-\(UUID().uuidString.prefix(8)).log")
        let command = [Program.path, "serve", "--port", "0"] + arguments
        let quoted = command.map { "'\($0)'" }.joined(separator: " ")
        running = try Program.Running(
            ["/bin/sh", "-c", "exec \(quoted) 2>'\(log.path)'"], in: folder, environment: environment)
        var found: String?
        _ = eventually {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            found = text.firstMatch(of: /http:\/\/[0-9.:]+/).map { String($0.output) }
            return found != nil
        }
        endpoint = try #require(found)
    }

    func stop() -> Int32 {
        running.terminate()
        return running.wait().status
    }

    /// Calls an operation of the API, with curl.
    func call(_ operation: String, _ request: JSONValue) throws -> JSONValue {
        let result = try Program.Running(
            [
                "/usr/bin/env", "curl", "-s", "-H", "X-Amz-Target: AWSStepFunctions.\(operation)", "-d", "@-", endpoint,
            ], in: URL(filePath: "/tmp"), input: request.text
        ).wait()
        return try JSONValue(parsing: result.output)
    }

    /// Waits for the end of an execution, and describes it.
    func finished(_ executionArn: JSONValue) throws -> JSONValue {
        var described = JSONValue.null
        _ = try eventually {
            described = try call("DescribeExecution", ["executionArn": executionArn])
            return described["status"] != "RUNNING"
        }
        return described
    }
}
