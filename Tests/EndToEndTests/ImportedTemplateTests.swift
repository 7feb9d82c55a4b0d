import Foundation
import JSON
import Testing

/// Templates that other people published (`../shared/corpus`) run here. Their functions' code is mostly not there: these
/// are bound to fixed results.
@Suite struct ImportedTemplateTests {
    struct Example: Sendable {
        let template: String
        let machine: String
        var input = "{}"
        /// Instead of the placeholders of `--stubs`.
        var bindings: [String: String] = [:]
        /// What the output is, or has among its members.
        let output: String
    }

    private static let examples = [
        // Two Python functions in the template itself, a model's answer between them.
        Example(
            template: "satoshif1977.aws-step-functions-bedrock/779950dc-template.yaml",
            machine: "sfn-bedrock-dev-workflow",
            input: #"{"text": "hello"}"#,
            bindings: ["bedrock:invokeModel": #"{"Body": {"content": [{"text": "Guten Tag"}]}}"#],
            output: #"{"result": "[簡潔回答] Guten Tag", "answer_type": "short", "status": "success"}"#),
        Example(
            template: "aws-samples.aws-step-functions-saga-pattern-with-sam/cdc62088-template.yml",
            machine: "BookingStateMachine",
            bindings: [
                "BookHotelFunction": #"{"statusCode": 200}"#, "BookFlightFunction": #"{"statusCode": 201}"#,
                "BookCarFunction": #"{"statusCode": 202}"#,
            ],
            output:
                #"[{"Result": {"statusCode": 200}}, {"Result": {"statusCode": 201}}, {"Result": {"statusCode": 202}}]"#),
        Example(
            template: "aws-samples.serverless-patterns/d5e5d4b5-template.yaml", machine: "ReviewStateMachine",
            input: #"{"expense": 120}"#, output: #"{"expense": 120}"#),
        Example(
            template: "aws-samples.aws-stepfunctions-examples/2453f421-template.yaml", machine: "ASL-Demo-PetCreator",
            output: #"{"uniqueAges": [2, 4, 6, 8, 10, 1, 3, 5, 7, 9]}"#),
        // One machine starts the other.
        Example(
            template: "aws.serverless-application-model/216a9e93-connector_sfn_to_sfn.yaml",
            machine: "TriggerStateMachine",
            output: #"{"Status": "SUCCEEDED", "Output": {}}"#),
        // Synthesised by the CDK.
        Example(
            template: "aws.aws-toolkit-vscode/423ad832-templateJsonTester.template.json",
            machine: "NoRefNoFnGetStateMachine16DBBC93E", output: "{}"),
        Example(
            template: "aws-samples.aws-step-functions-twitch-series/f531e0a7-template.yaml",
            machine: "Dynamic-Parallelism",
            output: #""Done!""#),
        Example(
            template: "aws-samples.serverless-patterns/2ec914b9-template.yaml", machine: "MyStateMachine",
            bindings: ["events:putEvents": #"{"Entries": [{"EventId": "e-1"}], "FailedEntryCount": 0}"#],
            output: #"{"Entries": [{"EventId": "e-1"}], "FailedEntryCount": 0}"#),
        // A choice on a function's result, a table of the template, a topic.
        Example(
            template: "aws.aws-sam-cli-app-templates/745eae0d-template.yaml", machine: "StockTradingStateMachine",
            bindings: [
                "StockCheckerFunction": #"{"stock_price": 40}"#,
                "StockBuyerFunction":
                    #"{"id": "1", "price": "40", "type": "buy", "qty": "3", "timestamp": "2026-01-01"}"#,
            ],
            output: #"{"SdkHttpMetadata": {"HttpStatusCode": 200}}"#),
        Example(
            template: "aws-samples.serverless-test-samples/1311b430-template.yaml",
            machine: "StepFunctionsLambdaStateMachine", output: #"{"Payload": {}}"#),
        Example(
            template: "awslabs.mcp/0ca1cf48-template.yml", machine: "CustomerCreateStateMachine", output: "{}"),
    ]

    private static let corpus = Program.repository.appending(path: "../shared/corpus").standardizedFileURL
    private static var isThere: Bool {
        FileManager.default.fileExists(atPath: corpus.appending(path: "index.json").path)
    }

    @Test(.enabled(if: isThere, "there is no ../shared/corpus"), arguments: examples.indices)
    func runs(index: Int) throws {
        let example = Self.examples[index]
        try withFolder { folder in
            try Self.lay(example.template, in: folder)
            let imported = try baton(["import", "app/template", "-o", "local", "--stubs"], in: folder)
            #expect(imported.errors == "")
            try bind(example.bindings, in: folder.appending(path: "local/baton.yaml"))
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "local").path)
                    .first { $0.hasPrefix("\(example.machine).asl.") }, "\(imported.output)")
            let run = try baton(["run", "local/\(name)", "--quiet", "--input", example.input], in: folder)
            #expect(run.status == 0, "\(run.errors)")
            let output = try JSONValue(parsing: run.output)
            #expect(output.has(try JSONValue(parsing: example.output)), "\(run.output)")
        }
    }

    @Test(.enabled(if: isThere, "there is no ../shared/corpus")) func runsWithoutAProject() throws {
        try withFolder { folder in
            try Self.lay("aws-samples.serverless-patterns/d5e5d4b5-template.yaml", in: folder)
            let options = ["run", "app/template", "--quiet", "--input", #"{"expense": 3}"#, "--machine"]
            let run = try baton(options + ["ReviewStateMachine"], in: folder)
            #expect(run.output == "{\"expense\":3}\n", "\(run.errors)")
            let unknown = try baton(options + ["Other"], in: folder)
            #expect(unknown.status == 2)
            #expect(unknown.errors.contains("it has ReviewStateMachine"))
        }
    }

    private func baton(_ arguments: [String], in folder: URL) throws -> Program.Result {
        try Program.Running([Program.path] + arguments, in: folder).wait()
    }

    /// Puts a template where it can be found, with the definitions where it looks for them.
    private static func lay(_ template: String, in folder: URL) throws {
        let index = try JSONValue(parsing: [UInt8](try Data(contentsOf: corpus.appending(path: "index.json"))))
        let file = "templates/\(template)"
        let entry = try #require(index["templates"]?.array?.first { $0["file"]?.string == file })
        try copy(file, to: folder.appending(path: "app/template"))
        for machine in entry["state_machines"]?.array ?? [] {
            guard let uri = machine["definition_uri"]?.string, let file = machine["definition_file"]?.string else {
                continue
            }
            try copy(file, to: folder.appending(path: "app/\(uri)").standardizedFileURL)
        }
    }

    private static func copy(_ file: String, to place: URL) throws {
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        guard !FileManager.default.fileExists(atPath: place.path) else { return }
        try Data(contentsOf: corpus.appending(path: file)).write(to: place)
    }

    private func bind(_ bindings: [String: String], in file: URL) throws {
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let bound = lines.map { line in
            let key = line.split(separator: ": ").first?.filter { $0 != " " && $0 != "\"" } ?? ""
            return bindings[key].map { "  \"\(key)\": {result: \($0)}" } ?? String(line)
        }
        try Data(bound.joined(separator: "\n").utf8).write(to: file)
    }
}

extension JSONValue {
    /// Whether the value is the other one, or an object that has its members.
    fileprivate func has(_ other: JSONValue) -> Bool {
        guard let members = other.object, !members.isEmpty, object != nil else { return self == other }
        return members.allSatisfy { self[$0.key]?.has($0.value) ?? false }
    }
}
