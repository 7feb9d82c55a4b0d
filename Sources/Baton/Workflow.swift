import AgentStates
import Engine
public import JSON
import Journal
import StatesLanguage

/// A definition in Amazon States Language, checked and ready to run.
///
/// ```swift
/// let workflow = try Workflow(contentsOf: "hello.asl.yaml")
/// let runner = try WorkflowRunner()
/// let output = try await runner.run(workflow, input: ["name": "Ada"])
/// ```
public struct Workflow: Sendable {
    /// How the text of a definition is written.
    public enum Format: Sendable {
        case json
        case yaml
    }

    /// The name of its state machine.
    public let name: String
    /// What is worth a second look; a definition with errors is no workflow.
    public let warnings: [WorkflowProblem]
    let machine: StateMachine
    /// The definition as plain JSON text.
    let definition: String

    /// Checks the text of a definition.
    ///
    /// - Parameter substitutions: values for `${NAME}` in its strings.
    /// - Throws: `WorkflowError.invalidDefinition` with every problem and its place.
    public init(
        _ text: String, format: Format = .json, name: String = "workflow", substitutions: [String: String] = [:]
    ) throws(WorkflowError) {
        try self.init(bytes: Array(text.utf8), format, name, substitutions, file: nil)
    }

    /// Reads and checks a definition: `.asl.json`, `.json`, `.asl.yaml`, `.asl.yml`, `.yaml` or `.yml`.
    ///
    /// The state machine has the name of the file.
    /// - Parameter substitutions: values for `${NAME}` in its strings.
    /// - Throws: `WorkflowError.unreadable`, or `WorkflowError.invalidDefinition` with every problem and its place.
    public init(contentsOf path: String, substitutions: [String: String] = [:]) throws(WorkflowError) {
        guard let syntax = DocumentSyntax(fileName: path) else {
            throw .unreadable(path: path, reason: "the name of a definition ends in .json, .yaml or .yml")
        }
        let bytes = try FileContents.read(path)
        try self.init(
            bytes: bytes, syntax == .yaml ? .yaml : .json, FileContents.baseName(path), substitutions, file: path)
    }

    private init(
        bytes: [UInt8], _ format: Format, _ name: String, _ substitutions: [String: String], file: String?
    ) throws(WorkflowError) {
        let compiler = DefinitionCompiler(substitutions: substitutions.isEmpty ? nil : substitutions)
        let compilation = compiler.compileLowering(bytes, as: format == .yaml ? .yaml : .json)
        let problems = compilation.diagnostics.map { WorkflowProblem($0, file: file ?? name) }
        guard let machine = compilation.machine, let document = compilation.document else {
            throw .invalidDefinition(problems)
        }
        self.name = name
        self.warnings = problems
        self.machine = machine
        self.definition = document.text
    }
}

/// Something that a definition should not have, or should be looked at.
public struct WorkflowProblem: Sendable, Hashable, CustomStringConvertible {
    /// Whether the definition cannot run because of it.
    public let isError: Bool
    /// AWS's code, such as `MISSING_TRANSITION_TARGET`.
    public let code: String
    public let message: String
    /// The place in the definition, such as `/States/A/Next`.
    public let location: String?
    public let position: SourcePosition?
    /// Everything on one line: file, line, column, code and text.
    public let description: String

    init(_ diagnostic: Diagnostic, file: String) {
        isError = diagnostic.severity == .error
        code = diagnostic.code
        message = diagnostic.message
        location = diagnostic.location
        position = diagnostic.position
        description = diagnostic.line(file: file)
    }
}

/// Why a workflow could not be read or run, or how it failed.
public enum WorkflowError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case invalidDefinition([WorkflowProblem])
    /// The execution ended with a failure: the error's name and its cause.
    case failed(error: String?, cause: String?)
    case timedOut
    case aborted(error: String?, cause: String?)
    /// The runner could not be set up, or could not start the execution.
    case unavailable(String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path): \(reason)"
        case .invalidDefinition(let problems): problems.map(\.description).joined(separator: "\n")
        case .failed(let error, let cause): "failed: \(error ?? "(no name)"): \(cause ?? "(no cause)")"
        case .timedOut: "timed out"
        case .aborted(let error, let cause): "aborted: \(error ?? "(no name)"): \(cause ?? "(no cause)")"
        case .unavailable(let reason): reason
        }
    }
}
