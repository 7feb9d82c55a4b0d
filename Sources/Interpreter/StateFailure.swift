/// Why a state failed.
package struct StateFailure: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// An error that retriers and catchers see.
        case reported
        /// A JSONata expression failed; `location` is the field. Retriers and catchers see it, the history shows it.
        case evaluation(location: String?)
        /// `States.Runtime`: the execution fails at once.
        case runtime
    }

    package let error: String?
    package let cause: String?
    package let kind: Kind
    /// A second name under which retriers and catchers know the error.
    package let alias: String?

    package init(error: String?, cause: String?, kind: Kind = .reported, alias: String? = nil) {
        self.error = error
        self.cause = cause
        self.kind = kind
        self.alias = alias
    }

    /// A fault of the definition or the data, in AWS's words without the part that names the state.
    package static func runtime(_ cause: String) -> StateFailure {
        StateFailure(error: ErrorName.runtime, cause: cause, kind: .runtime)
    }

    /// A JSONata field that could not be evaluated.
    package static func evaluation(_ cause: String, location: String?) -> StateFailure {
        StateFailure(error: ErrorName.queryEvaluation, cause: cause, kind: .evaluation(location: location))
    }

    /// A result over the quota.
    package static func tooLarge(_ name: String) -> StateFailure {
        StateFailure(
            error: ErrorName.dataLimitExceeded,
            cause: "The state/task '\(name)' returned a result with a size exceeding the maximum number of bytes "
                + "service limit.")
    }

    /// Variables of one `Assign` over the quota.
    package static func variablesTooLarge(_ name: String) -> StateFailure {
        StateFailure(
            error: ErrorName.dataLimitExceeded,
            cause: "The state/task '\(name)' assigned variables with a size exceeding the maximum number of bytes "
                + "service limit.")
    }

    /// The same with the words in front that say which state it was.
    func located(state: String, enteredEventID: Int64) -> StateFailure {
        guard kind != .reported, let cause else { return self }
        let place =
            "An error occurred while executing the state '\(state)' (entered at the event id #\(enteredEventID))."
        return StateFailure(error: error, cause: "\(place) \(cause)", kind: kind, alias: alias)
    }
}

/// Error names that the language defines.
///
/// Specification: Amazon States Language, "Error names".
package enum ErrorName {
    package static let all = "States.ALL"
    package static let dataLimitExceeded = "States.DataLimitExceeded"
    package static let heartbeatTimeout = "States.HeartbeatTimeout"
    package static let queryEvaluation = "States.QueryEvaluationError"
    package static let runtime = "States.Runtime"
    package static let taskFailed = "States.TaskFailed"
    package static let timeout = "States.Timeout"
}
