import JSON

extension State {
    /// Reads one state; nil where its type is not known or it lacks what it needs, which is reported.
    static func decode(
        _ value: JSONValue, as outline: StateOutline, targets: TransitionTargets, in context: DecodingContext
    ) -> State? {
        guard let object = value.object else {
            context.report.schema(SchemaMessage.expectedObject, at: outline.location)
            outline.hasUnclearTransitions = true
            return nil
        }
        let language = StateLanguage(of: object, in: context)
        let raw = Fields(
            object: object, location: outline.location, language: language.effective, context: context,
            state: outline, targets: targets)
        raw.require("Type")
        guard let type = raw.choice("Type", of: StateType.self) else {
            outline.hasUnclearTransitions = true
            return nil
        }
        if language.isDowngrade { context.report.schema(SchemaMessage.downgradedLanguage, at: outline.location) }
        let fields = raw.checked(type.allowedFields, reportsLanguage: !language.isDowngrade)
        _ = fields.choice("QueryLanguage", of: QueryLanguage.self)
        return decode(type, from: fields)
    }

    private static func decode(_ type: StateType, from fields: Fields) -> State? {
        let comment = fields["Comment"]?.string
        let inputPath = fields.pathSelection("InputPath")
        guard let kind = StateKind.decode(type, from: fields) else {
            _ = fields.transition(of: type)
            return nil
        }
        let offer: StatesOffer = type.hasResult ? .result : .always
        return State(
            name: fields.state.name, location: fields.location.pointer, comment: comment,
            queryLanguage: fields.language, kind: kind, inputPath: inputPath,
            outputPath: fields.pathSelection("OutputPath"), output: fields.template("Output", offering: offer),
            assign: fields.assignments(offering: offer), transition: fields.transition(of: type))
    }
}

/// The query language of a state.
///
/// Only `"JSONPath"` spelled exactly is JSONPath; a state without the field has the machine's language, whatever
/// encloses it; any other value stands for JSONata, besides being an error.
struct StateLanguage {
    let effective: QueryLanguage
    /// Whether the state asks for JSONPath in a machine that is JSONata as a whole.
    let isDowngrade: Bool

    init(of object: JSONObject, in context: DecodingContext) {
        effective =
            switch object["QueryLanguage"] {
            case nil: context.queryLanguage
            case "JSONPath": .jsonPath
            default: .jsonata
            }
        isDowngrade = effective == .jsonPath && context.queryLanguage == .jsonata
    }
}

extension StateType {
    /// Whether the state produces a result of its own, which `$states.result` holds.
    var hasResult: Bool {
        switch self {
        case .task, .parallel, .map: true
        case .pass, .choice, .wait, .succeed, .fail: false
        }
    }
}

extension StateKind {
    static func decode(_ type: StateType, from fields: Fields) -> StateKind? {
        switch type {
        case .pass: .pass(PassState.decode(from: fields))
        case .task: TaskState.decode(from: fields).map(StateKind.task)
        case .choice: .choice(ChoiceState.decode(from: fields))
        case .wait: WaitState.decode(from: fields).map(StateKind.wait)
        case .succeed: .succeed
        case .fail: .fail(FailState.decode(from: fields))
        case .parallel: .parallel(ParallelState.decode(from: fields))
        case .map: MapState.decode(from: fields).map(StateKind.map)
        }
    }
}
