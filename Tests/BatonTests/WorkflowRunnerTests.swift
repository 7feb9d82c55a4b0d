import Baton
import Foundation
import JSON
import Testing

@Suite struct WorkflowRunnerTests {
    @Test func runsADefinition() async throws {
        let workflow = try Workflow(
            """
            QueryLanguage: JSONata
            StartAt: Greet
            States:
              Greet:
                Type: Pass
                Output: {greeting: "{% 'Hello, ' & $states.input.name & '!' %}"}
                End: true
            """, format: .yaml)
        let runner = try WorkflowRunner()
        let output = try await runner.run(workflow, input: ["name": "Ada"])
        #expect(output == ["greeting": "Hello, Ada!"])
    }

    /// The three lines of docs/getting-started.md, which must be these.
    @Test func runsTheLinesOfTheDocumentation() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "baton-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "greet.asl.yaml").path
        try Data(
            """
            {QueryLanguage: JSONata, StartAt: G, States: {G: {Type: Succeed, Output: "{% 'Hello, ' & $states.input.name %}"}}}
            """.utf8
        ).write(to: URL(filePath: file))

        let workflow = try Workflow(contentsOf: file)
        let runner = try WorkflowRunner()
        let output = try await runner.run(workflow, input: ["name": "Ada"])

        #expect(output == "Hello, Ada")
        let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let page = try String(
            contentsOf: repository.appending(path: "docs/getting-started.md"), encoding: .utf8)
        for line in [
            #"let workflow = try Workflow(contentsOf: "greet.asl.yaml")"#, "let runner = try WorkflowRunner()",
            #"let output = try await runner.run(workflow, input: ["name": "Ada"])"#,
        ] {
            #expect(page.contains(line))
        }
    }

    @Test func runsAgentsWithTheModelsOfTheFolder() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "baton-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("models: {'*': {script: replies.yaml}}".utf8).write(to: folder.appending(path: "baton.yaml"))
        try Data("- {agent: Poet, answer: a verse}".utf8).write(to: folder.appending(path: "replies.yaml"))
        let workflow = try Workflow(
            """
            QueryLanguage: JSONata
            StartAt: Write
            Agents: {Poet: {Model: amazon.nova-pro-v1:0}}
            States:
              Write: {Type: Agent, Agent: Poet, Prompt: 'Write.', Output: "{% $states.result.Text %}", End: true}
            """, format: .yaml)
        let runner = try WorkflowRunner(folder: folder.path)
        #expect(try await runner.run(workflow) == "a verse")
    }

    @Test func tellsHowAnExecutionFailed() async throws {
        let workflow = try Workflow(
            #"{"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Sold.Out", "Cause": "none left"}}}"#)
        let runner = try WorkflowRunner()
        await #expect(throws: WorkflowError.failed(error: "Sold.Out", cause: "none left")) {
            try await runner.run(workflow)
        }
    }

    @Test func listsWhatIsWrongWithADefinition() throws {
        let error = #expect(throws: WorkflowError.self) {
            try Workflow(
                """
                {"StartAt": "A",
                 "States": {"A": {"Type": "Pass", "Next": "B"}}}
                """)
        }
        guard case .invalidDefinition(let problems)? = error else {
            Issue.record("expected an invalid definition, found \(String(describing: error))")
            return
        }
        #expect(problems.contains { $0.location == "/States/A/Next" && $0.position?.line == 2 && $0.isError })
    }

    @Test func saysWhatFileIsMissing() {
        #expect(throws: WorkflowError.unreadable(path: "/none.asl.json", reason: "no such file or directory")) {
            try Workflow(contentsOf: "/none.asl.json")
        }
    }
}
