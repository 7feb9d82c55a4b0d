/// One state: what all types share, and its kind.
///
/// A class for the same reason as `Workflow`.
package final class State: Sendable {
    package let name: String
    /// Where the state stands in the definition, as a JSON Pointer: `/States/Ship`.
    package let location: String
    package let comment: String?
    package let queryLanguage: QueryLanguage
    package let kind: StateKind

    /// `InputPath` and `OutputPath`; JSONata states have `.root` in both.
    package let inputPath: PathSelection
    package let outputPath: PathSelection
    /// `Output` of a JSONata state.
    package let output: Template?
    package let assign: Assignments?
    package let transition: Transition

    package init(
        name: String, location: String, comment: String? = nil, queryLanguage: QueryLanguage, kind: StateKind,
        inputPath: PathSelection = .root, outputPath: PathSelection = .root, output: Template? = nil,
        assign: Assignments? = nil, transition: Transition
    ) {
        self.name = name
        self.location = location
        self.comment = comment
        self.queryLanguage = queryLanguage
        self.kind = kind
        self.inputPath = inputPath
        self.outputPath = outputPath
        self.output = output
        self.assign = assign
        self.transition = transition
    }
}

/// The eight types of states with what only they have.
package enum StateKind: Sendable {
    case pass(PassState)
    case task(TaskState)
    case choice(ChoiceState)
    case wait(WaitState)
    case succeed
    case fail(FailState)
    case parallel(ParallelState)
    case map(MapState)

    /// The type as definitions and history events name it.
    package var type: StateType {
        switch self {
        case .pass: .pass
        case .task: .task
        case .choice: .choice
        case .wait: .wait
        case .succeed: .succeed
        case .fail: .fail
        case .parallel: .parallel
        case .map: .map
        }
    }
}

/// The value of a state's `Type`.
package enum StateType: String, Sendable, CaseIterable {
    case pass = "Pass"
    case task = "Task"
    case choice = "Choice"
    case wait = "Wait"
    case succeed = "Succeed"
    case fail = "Fail"
    case parallel = "Parallel"
    case map = "Map"
}

/// Where a state goes when it is done.
package enum Transition: Sendable, Hashable {
    case next(StateIndex)
    /// `End: true`, or a state type that always ends its workflow.
    case end
    /// A Choice state, whose rules decide.
    case chosen
}
