internal import Interpreter
internal import JSON
internal import Registry
internal import StatesLanguage

/// What TestState is asked, read and checked.
///
/// Source: API reference, TestState.
struct StateTestRequest {
    enum InspectionLevel: String {
        case info = "INFO"
        case debug = "DEBUG"
        case trace = "TRACE"
    }

    let state: State
    /// The workflow around the state.
    let workflow: Workflow
    let input: Payload
    let variables: JSONObject
    let level: InspectionLevel
    let roleArn: String?
    let mock: StateMock?
    /// `context`; only with a mock.
    let context: JSONValue?
    /// `retrierRetryCount`: how often the state was tried again before.
    let retryCount: Int64
    /// `mapIterationFailureCount`
    let failedIterationCount: Int64?
    /// `mapItemReaderData`: what the item reader would have read, as it stands in the file.
    let readerData: String?
    /// Whether TRACE shows what the connection of an HTTP task adds.
    let revealsSecrets: Bool

    init(_ call: Call, _ registry: Registry) throws(APIError) {
        let (state, workflow) = try Self.state(call, registry)
        self.state = state
        self.workflow = workflow
        input = try call.payload("input", default: "{}", invalid: APIError.invalidExecutionInput)
        variables = try Self.object(call, "variables") ?? [:]
        level = call.string("inspectionLevel").flatMap(InspectionLevel.init) ?? .info
        roleArn = try call.roleArn
        let configuration = call.request["stateConfiguration"]?.object ?? [:]
        retryCount = configuration["retrierRetryCount"]?.integer ?? 0
        failedIterationCount = configuration["mapIterationFailureCount"]?.integer
        readerData = configuration["mapItemReaderData"]?.string
        revealsSecrets = call.bool("revealSecrets") ?? false
        mock = try call.request["mock"]?.object.map { given throws(APIError) in try StateMock(given, of: state) }
        context = try call.string("context").map { text throws(APIError) in try TestContext.check(text) }
        try check(call, configuration)
    }

    private func check(_ call: Call, _ configuration: JSONObject) throws(APIError) {
        if mock == nil {
            switch state.kind {
            case .map, .parallel: throw .unsupportedStateType
            case .task where roleArn == nil:
                throw .validation("RoleArn must be specified when testing a Task state")
            default: break
            }
            guard context == nil else { throw .validation("A Context object can only be specified with a mock") }
            guard configuration.isEmpty else {
                throw .validation("A state configuration can only be specified with a mock")
            }
        } else if revealsSecrets {
            throw .validation("RevealSecrets is not supported when a mock is specified")
        }
        if case .map(let map) = state.kind, map.hasReader, readerData == nil {
            throw .validation("mapItemReaderData must be specified for a Map state with an ItemReader")
        }
        if let name = configuration["errorCausedByState"]?.string, !state.contains(name) {
            throw .validation("State '\(name)' of errorCausedByState is not inside the state '\(state.name)'")
        }
    }

    /// The state to test: the definition itself, or the one of that name in it.
    private static func state(_ call: Call, _ registry: Registry) throws(APIError) -> (State, Workflow) {
        let text = call.string("definition") ?? ""
        let name = call.string("stateName")
        let compilation =
            name == nil ? DefinitionCompiler().compileState(text) : registry.compile(text, as: .standard)
        guard let machine = compilation.machine else {
            throw APIError("InvalidDefinition", compilation.diagnostics.invalidDefinitionMessage ?? "")
        }
        guard let name else { return (machine.workflow[machine.workflow.startAt], machine.workflow) }
        guard let workflow = machine.workflow.enclosing(name), let index = workflow.index(of: name) else {
            throw .validation("State not found in definition")
        }
        return (workflow[index], workflow)
    }

    private static func object(_ call: Call, _ name: String) throws(APIError) -> JSONObject? {
        guard let text = call.string(name) else { return nil }
        guard case .object(let object) = try? JSONValue(parsing: text) else {
            throw .validation("\(name) must be a JSON object")
        }
        return object
    }
}

extension APIError {
    fileprivate static let unsupportedStateType = APIError(
        "InvalidDefinition",
        "TestState API does not support Map or Parallel states. Supported state types include: "
            + "[Task, Wait, Pass, Succeed, Fail, Choice]")
}

extension Workflow {
    /// The workflow that has a state of that name: this one, or one inside its states.
    func enclosing(_ name: String) -> Workflow? {
        if index(of: name) != nil { return self }
        for state in states {
            for inner in state.workflows {
                if let found = inner.enclosing(name) { return found }
            }
        }
        return nil
    }
}

extension MapState {
    fileprivate var hasReader: Bool {
        if case .distributed(let distributed) = mode { distributed.reader != nil } else { false }
    }
}

extension State {
    /// The branches of a Parallel state, the processor of a Map state.
    fileprivate var workflows: [Workflow] {
        switch kind {
        case .parallel(let parallel): parallel.branches
        case .map(let map): [map.processor]
        default: []
        }
    }

    fileprivate func contains(_ name: String) -> Bool { workflows.contains { $0.enclosing(name) != nil } }
}
