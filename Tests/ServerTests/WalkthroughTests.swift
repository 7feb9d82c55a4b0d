import Foundation
import Server
import Testing

/// The server as stock clients see it.
@Suite struct WalkthroughTests {
    @Test func boto3AndTheCommandLine() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/walkthrough.py")
        let result = try python([script.path, String(fixture.server.port)])
        // 127: no Python; 3: no boto3.
        if [3, 127].contains(result.status) {
            print("skipped: needs Python with boto3")
            return
        }
        #expect(result.status == 0, "\(result.output)")
    }

    /// The recorded answers of AWS to API calls and TestState, where they are to be had.
    @Test func recordedAnswers() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let runner = root.appending(path: "../shared/conformance/run_conformance.py").standardizedFileURL
        guard FileManager.default.fileExists(atPath: runner.path) else {
            print("skipped: needs \(runner.path)")
            return
        }
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let report = FileManager.default.temporaryDirectory.appending(path: "baton-api-\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: report) }
        let result = try python([
            runner.path, "--endpoint", "http://127.0.0.1:\(fixture.server.port)", "--cases",
            runner.deletingLastPathComponent().appending(path: "cases").path, "--filter", "^(sfn_api|test_state)",
            "--needs", "", "--report", report.path, "--lambda-port", "0", "--failures", "0",
        ])
        guard let data = try? Data(contentsOf: report) else {
            print("skipped: the runner needs Python with boto3: \(result.output)")
            return
        }
        let cases = try JSONDecoder().decode(Report.self, from: data).cases
        let known = try JSONDecoder().decode(
            [String: String].self,
            from: Data(
                contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                    .appending(path: "Fixtures/known-differences.json")))
        #expect(cases.count > 100)
        for outcome in cases where outcome.history == "fail" && known[outcome.id] == nil {
            Issue.record("\(outcome.id): \(outcome.first_difference.map { "\($0)" } ?? "")")
        }
        for id in known.keys {
            let isDifferent = cases.contains { $0.id == id && $0.history == "fail" }
            #expect(isDifferent, "\(id) is as recorded now: take it off the list")
        }
    }

    private struct Report: Decodable {
        struct Difference: Decodable {
            let path: String?
        }

        struct Outcome: Decodable {
            let id: String
            let history: String
            let first_difference: Difference?
        }

        let cases: [Outcome]
    }

    private func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
