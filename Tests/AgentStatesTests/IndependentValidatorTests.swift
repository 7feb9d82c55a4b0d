import Foundation
import JSON
import StatesLanguage
import Testing

@testable import AgentStates

/// What lowering gives is accepted by validators that others wrote: cfn-lint, and asl-validator's JSON Schemas.
@Suite struct IndependentValidatorTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardizedFileURL

    /// Where asl-validator's schemas are; `ASL_VALIDATOR_SCHEMAS` names another place.
    private static var schemas: String {
        ProcessInfo.processInfo.environment["ASL_VALIDATOR_SCHEMAS"]
            ?? repository.appending(path: "../shared/corpus/schemas/asl-validator").standardizedFileURL.path
    }

    @Test func othersAcceptWhatLoweringGives() throws {
        // The one of each type with the most options: the schemas take seconds for each in Python.
        let definitions = [1, 4, 6, 9].map { ("\($0)", LoweringPropertyTests.singles[$0]) }
        let findings = try validate(definitions)
        // cfn-lint takes an expression in TimeoutSeconds for a fault, which Step Functions allows.
        let known = findings.filter { $0.hasPrefix("cfn-lint ") && $0.contains("TimeoutSeconds") }
        #expect(Array(Set(findings).subtracting(known)).sorted() == [])
    }

    /// The check can fail: a definition with a fault is found by both, where they are to be had.
    @Test func othersFindAFault() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try #"{"StartAt": "A", "States": {"A": {"Type": "Task", "Nxt": "B"}}}"#.write(
            to: folder.appending(path: "broken.json"), atomically: true, encoding: .utf8)
        let tools = try run(folder).available
        let found = try run(folder).findings
        for tool in tools { #expect(found.contains { $0.hasPrefix("\(tool) broken.json") }, "\(found)") }
    }

    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "baton-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func validate(_ definitions: [(name: String, yaml: String)]) throws -> [String] {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, yaml) in definitions {
            let lowering = Lowering(try Document(reading: Array(yaml.utf8), as: .yaml))
            let plain = try #require(lowering.document)
            try plain.value.text.write(to: folder.appending(path: "\(name).json"), atomically: true, encoding: .utf8)
        }
        return try run(folder).findings
    }

    private func run(_ folder: URL) throws -> (available: [String], findings: [String]) {
        let script = Self.repository.appending(path: "Tests/AgentStatesTests/Fixtures/validate_asl.py").path
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script, folder.path, Self.schemas]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let lines = output.split(separator: "\n").map(String.init)
        let missing = lines.filter { $0.contains(" unavailable: ") }
        for line in missing { print("skipped: \(line)") }
        let available = ["cfn-lint", "asl-validator"].filter { tool in
            !missing.contains { $0.hasPrefix("\(tool) unavailable") }
        }
        return (available, lines.filter { !$0.contains(" unavailable: ") })
    }
}
