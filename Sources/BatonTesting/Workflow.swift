public import JSON
import Replay
import StatesLanguage

/// A definition that tests run on a virtual clock, with nothing outside called.
///
/// ```swift
/// let order = try Workflow(file: "workflows/order.asl.yaml")
/// let run = order.run(input: ["amount": 5], answers: ["Pay": [.failing("Busy"), .returning(["paid": true])]])
/// #expect(run.status == .succeeded)
/// #expect(run.path == ["Pay", "Year", "Ship"])
/// ```
public struct Workflow: Sendable {
    let tested: TestedMachine

    /// - Parameter file: a path of a definition in JSON or YAML, with agent states or without.
    /// - Throws: `WorkflowTestingError`, with file, line and column.
    public init(file: String) throws(WorkflowTestingError) {
        let bytes = try SourceFile.read(file)
        try self.init(bytes, as: DocumentSyntax(fileName: file) ?? .yaml, file: file)
    }

    /// - Parameter definition: the text of a definition in JSON or YAML.
    /// - Throws: `WorkflowTestingError`, with line and column.
    public init(definition: String) throws(WorkflowTestingError) {
        try self.init(Array(definition.utf8), as: .yaml, file: nil)
    }

    private init(_ bytes: [UInt8], as syntax: DocumentSyntax, file: String?) throws(WorkflowTestingError) {
        do throws(DefinitionErrors) {
            tested = try TestedMachine(reading: bytes, as: syntax)
        } catch {
            throw WorkflowTestingError(description: error.text(file: file))
        }
    }

    /// Runs the workflow.
    ///
    /// - Parameters:
    ///   - answers: what is answered to calls, by the name of a state, an agent or a Lambda function, or by a resource. Of
    ///     several answers each is for one try, the last for all further ones.
    ///   - start: the time at the start, in milliseconds since 1970; by default that of 2026-01-01.
    ///   - seed: of all randomness, such as jitter and UUIDs.
    public func run(
        input: JSONValue = [:], answers: [String: [MockedAnswer]] = [:], startMilliseconds: Int64 = 1_767_225_600_000,
        seed: UInt64 = 1
    ) -> WorkflowRun {
        let script = Script(answers: answers.mapValues { MockedAnswers($0.mocks) })
        return WorkflowRun(
            Simulation.run(
                tested.machine(mockedBy: script), input: input, in: ScriptedWorld(script),
                startMilliseconds: startMilliseconds,
                seed: seed))
    }
}

/// Why a definition, a suite or a recorded run cannot be used.
public struct WorkflowTestingError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
}
