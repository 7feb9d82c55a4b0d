import Interpreter
import JSON
import StatesLanguage

/// Says in a sentence why a computed event may differ from the recorded one.
struct LikelyCause {
    let text: String

    init(_ divergence: ReplayDivergence, stateName: String?, machine: StateMachine) {
        let state = stateName.flatMap { name in machine.workflow.allStates.first { $0.name == name } }
        let place = stateName.map { "state '\($0)'" } ?? "the execution"
        switch (divergence.recorded, divergence.computed) {
        case (nil, _): text = "the recording ends here, but the definition goes on"
        case (let recorded?, nil):
            if let stateName, state == nil {
                text = "the definition has no state '\(stateName)'"
            } else {
                text = "nothing in the definition leads to \(recorded.type.rawValue) here: \(place) waits or has ended"
            }
        case (let recorded?, let computed?):
            text = Self.cause(recorded, computed, place, state, machine)
        }
    }

    private static func cause(
        _ recorded: HistoryEvent, _ computed: HistoryEvent, _ place: String, _ state: State?, _ machine: StateMachine
    ) -> String {
        if recorded.type != computed.type || recorded.ownStateName != computed.ownStateName {
            return transition(recorded, computed, machine)
        }
        if recorded.timestampMilliseconds != computed.timestampMilliseconds, recorded.details == computed.details {
            return "only the time differs: the recording was changed, or time is not taken from it"
        }
        switch recorded.details {
        case .executionStarted: return "the execution was given another input, role, version or alias"
        case .stateEntered: return "what comes before \(place) gives another output"
        case .taskScheduled, .lambdaScheduled, .activityScheduled:
            return "\(place) asks its resource for something else: its Resource, Arguments or Parameters, time limits, "
                + "or the data it makes them from" + unrecorded(state)
        case .stateExited:
            return
                "\(place) makes something else of the same result: its Output, Assign, ResultSelector, ResultPath or "
                + "OutputPath" + unrecorded(state)
        case .executionFailed, .evaluationFailed, .error, .taskError:
            return "\(place) fails otherwise: its expressions or the words of the error"
        case .mapStateStarted: return "\(place) finds other items"
        case .mapRunStarted: return "the Map Run has another name: its Label, or the seed of the execution"
        default: return "\(place) computes something else" + unrecorded(state)
        }
    }

    private static func transition(
        _ recorded: HistoryEvent, _ computed: HistoryEvent, _ machine: StateMachine
    ) -> String {
        func words(_ event: HistoryEvent) -> String {
            switch event.details {
            case .stateEntered(let name, _): "entered '\(name)'"
            case .stateExited(let name, _, _): "left '\(name)'"
            case .executionFailed(let error, _): "failed with \(error ?? "no error name")"
            default: "came to \(event.type.rawValue)"
            }
        }
        var text = "the recorded execution \(words(recorded)), this definition \(words(computed))"
        if let name = recorded.ownStateName, !machine.workflow.allStates.contains(where: { $0.name == name }) {
            text += "; it has no state '\(name)'"
        } else if case .stateEntered = recorded.details {
            text += ": a Next, Default, Choices or Catch before it leads elsewhere"
        }
        return text
    }

    /// A hint where the state makes values that no history has.
    private static func unrecorded(_ state: State?) -> String {
        guard let state, state.usesUnrecordedValues else { return "" }
        return "; it makes values that are new in every run (time, random numbers, UUIDs)"
    }
}

extension State {
    /// Whether an expression of the state takes the time or a random number.
    fileprivate var usesUnrecordedValues: Bool {
        let text = "\(kind)\(String(describing: output))\(String(describing: assign))"
        return ["$now(", "$millis(", "$random(", "$uuid(", "$shuffle(", "States.UUID", "States.MathRandom"].contains {
            text.contains($0)
        }
    }
}
