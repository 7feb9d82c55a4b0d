import Foundation
import JSON
import JSONata
import Testing

/// The reference implementation's own cases, where they lie beside the repository.
struct ConformanceTests {
    /// Cases that are not met, each with its reason.
    static let knownDifferences: [String: String] = [
        "function-encodeUrl/case002": "a lone surrogate cannot be held in a Swift string",
        "function-encodeUrlComponent/case002": "a lone surrogate cannot be held in a Swift string",
    ]

    @Test(
        .enabled(if: ConformanceSuite.isPresent, "the suite is not beside the repository"),
        arguments: ConformanceSuite.groups)
    func group(_ name: String) throws {
        for testCase in try ConformanceSuite.cases(of: name) {
            let outcome = testCase.run()
            if Self.knownDifferences[testCase.id] != nil {
                #expect(!testCase.accepts(outcome), "\(testCase.id) is met now: take it off the list")
            } else {
                #expect(testCase.accepts(outcome), "\(testCase.id): \(testCase.expression)")
            }
        }
    }
}

/// The folder of the cases.
enum ConformanceSuite {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/conformance/jsonata").standardizedFileURL

    static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

    static var groups: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "groups").path)) ?? []
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    static func cases(of group: String) throws -> [ConformanceCase] {
        try (read("groups/\(group).json").array ?? []).map { entry in
            let dataset = try entry["dataset"]?.string.map { try read("datasets/\($0).json") }
            return ConformanceCase(entry, dataset: dataset)
        }
    }

    private static func read(_ path: String) throws -> JSONValue {
        try JSONValue(parsing: [UInt8](Data(contentsOf: folder.appending(path: path))))
    }
}

/// One case: an expression, its input and what is to come of it.
struct ConformanceCase {
    enum Outcome: Equatable {
        case undefined
        case value(JSONValue)
        case function
        case error(code: String, token: String?, message: String)
    }

    let id: String
    let expression: String
    private let input: JSONValue?
    private let entry: JSONValue

    init(_ entry: JSONValue, dataset: JSONValue?) {
        id = entry["id"]?.string ?? ""
        expression = entry["expr"]?.string ?? ""
        input = dataset ?? entry["data"]
        self.entry = entry
    }

    func run() -> Outcome {
        do throws(JSONataError) {
            let bindings = (entry["bindings"]?.object ?? [:]).map { ($0.key, $0.value) }
            let result = try JSONataExpression(expression).evaluateDetailed(
                input, bindings: Dictionary(uniqueKeysWithValues: bindings), environment: environment)
            switch result {
            case .undefined: return .undefined
            case .value(let value): return .value(value)
            case .function, .regularExpression: return .function
            }
        } catch {
            return .error(code: error.code, token: error.token, message: error.message)
        }
    }

    private var environment: JSONataEnvironment {
        var limits = JSONataEnvironment.Limits()
        limits.maximumDepth = entry["depth"]?.integer.map(Int.init)
        limits.maximumMilliseconds = entry["timelimit"]?.integer
        limits.clockMilliseconds = { Int64(Date().timeIntervalSince1970 * 1_000) }
        // The debugging build needs many times the stack and takes tests on small threads.
        limits.maximumStackBytes = 400 << 10
        return JSONataEnvironment(
            nowMilliseconds: Int64(Date().timeIntervalSince1970 * 1_000), randomSeed: 1, limits: limits)
    }

    func accepts(_ outcome: Outcome) -> Bool {
        switch outcome {
        case .undefined: return entry["undefinedResult"] != nil
        case .function: return false
        case .value(let value):
            guard let expected = entry["result"] else { return false }
            if entry["unordered"] != nil, let found = value.array, let wanted = expected.array {
                return found.count == wanted.count && Set(found) == Set(wanted)
            }
            return value == expected
        case .error(let code, let token, let message):
            let expectedToken = entry["token"] ?? entry["error"]?["token"]
            let expectedMessage = entry["error"]?["message"]
            return code == (entry["code"] ?? entry["error"]?["code"])?.string
                && (expectedToken == nil || expectedToken?.string == token)
                && (expectedMessage == nil || expectedMessage?.string == message)
        }
    }
}
