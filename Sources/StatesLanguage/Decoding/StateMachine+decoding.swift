import JSON

extension StateMachine {
    private static let longestSeconds: Int64 = 99_999_999

    private enum Version: String, CaseIterable {
        case first = "1.0"
    }

    /// Reads a whole definition and fills its outline.
    static func decode(
        _ value: JSONValue, outline: WorkflowOutline, as machineType: StateMachineType, _ report: Report
    ) -> StateMachine? {
        guard let object = value.object else {
            report.schema(SchemaMessage.expectedObject, at: .root)
            return nil
        }
        let context = DecodingContext(report: report, queryLanguage: language(of: object), machineType: machineType)
        let fields = Fields(
            object: object, location: .root, language: context.queryLanguage, context: context,
            state: StateOutline(name: "", location: .root), targets: TransitionTargets([])
        ).checked(.machine)
        _ = fields.choice("QueryLanguage", of: QueryLanguage.self)
        _ = fields.choice("Version", of: Version.self)
        let timeout = fields.integer("TimeoutSeconds", in: 0...longestSeconds)
        guard let workflow = Workflow.decode(fields, outline: outline, in: context) else { return nil }
        return StateMachine(
            comment: object["Comment"]?.string, queryLanguage: context.queryLanguage, timeoutSeconds: timeout,
            workflow: workflow)
    }

    private static func language(of object: JSONObject) -> QueryLanguage {
        switch object["QueryLanguage"] {
        case nil, "JSONPath": .jsonPath
        default: .jsonata
        }
    }

    /// Reads a single state and fills the outline of a machine with it and the states that it may go to.
    static func decodeState(
        _ value: JSONValue, name: String, outline: WorkflowOutline, as machineType: StateMachineType, _ report: Report
    ) -> StateMachine? {
        let context = DecodingContext(report: report, queryLanguage: .jsonPath, machineType: machineType)
        let state = StateOutline(name: name, location: Location.root.member("States").member(name))
        outline.states.append(state)
        let targets = TransitionTargets([name], takesNewNames: true)
        guard let tested = State.decode(value, as: state, targets: targets, in: context) else { return nil }
        let others = targets.names.dropFirst().map { name in
            State(
                name: name, location: Location.root.member("States").member(name).pointer, queryLanguage: .jsonPath,
                kind: .succeed, transition: .end)
        }
        return StateMachine(
            comment: nil, queryLanguage: .jsonPath, timeoutSeconds: nil,
            workflow: Workflow(startAt: StateIndex(rawValue: 0), states: [tested] + others))
    }
}
