import Glibc
import JSON
import JSONata

/// Measures the evaluation of a list of expressions and prints the result as JSON.
///
/// `jsonata-bench FOLDER [SECONDS]`: the folder has `expressions.json`, a list of `{"id", "document", "expression"}`, and a
/// `doc_NAME.json` for each document. Prints `{"engine", "results": {id: {"ns", "parse_ns", "value"}}}`: nanoseconds for one
/// evaluation (compiled once) and for compiling, and what it evaluates to.
@main
struct JSONataBench {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else { throw Failure(message: "usage: jsonata-bench FOLDER [SECONDS]") }
        let bench = JSONataBench(folder: arguments[1], seconds: arguments.count > 2 ? Double(arguments[2]) ?? 0.3 : 0.3)
        var results = JSONObject()
        for entry in try bench.read("expressions.json").array ?? [] {
            guard let id = entry["id"]?.string, let source = entry["expression"]?.string,
                let document = entry["document"]?.string
            else { continue }
            results[id] = try bench.measure(source, try bench.read("doc_\(document).json"))
        }
        print(JSONValue.object(["engine": "baton", "results": .object(results)]).text)
    }

    struct Failure: Error {
        let message: String
    }

    private let folder: String
    private let seconds: Double

    private func measure(_ source: String, _ document: JSONValue) throws -> JSONValue {
        let parsing = try median { _ = try JSONataExpression(source) }
        let expression = try JSONataExpression(source)
        let value = try expression.evaluate(document) ?? .null
        let evaluating = try median { _ = try expression.evaluate(document) }
        return .object(["ns": .integer(evaluating), "parse_ns": .integer(parsing), "value": value])
    }

    /// The median of five rounds, in nanoseconds for one run.
    private func median(_ run: () throws -> Void) throws -> Int64 {
        var rounds: [Double] = []
        for _ in 0..<5 {
            let start = Self.now
            var count = 0
            repeat {
                for _ in 0..<(count > 1_000 ? 100 : 1) {
                    try run()
                    count += 1
                }
            } while Self.now - start < seconds * 0.2
            rounds.append((Self.now - start) / Double(count))
        }
        return Int64(rounds.sorted()[2] * 1e9)
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private func read(_ name: String) throws -> JSONValue {
        guard let file = fopen("\(folder)/\(name)", "r") else {
            throw Failure(message: "cannot read \(folder)/\(name)")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return try JSONValue(parsing: bytes)
    }
}
