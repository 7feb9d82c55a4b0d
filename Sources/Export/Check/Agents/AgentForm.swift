internal import AgentStates
package import JSON
internal import StatesLanguage

/// In which form an agent of an agent state goes to AWS, and why.
package struct AgentForm: Sendable, Hashable {
    package enum Form: String, Sendable {
        case loop = "states of the machine"
        case machine = "a state machine of its own"
        case harness = "an AgentCore harness"
        case runtime = "an AgentCore runtime"
        case function = "a Lambda function"
        case activity = "a worker of an activity"
        case task = "a task"
    }

    package let state: String
    package let agent: String
    package let form: Form
    package let reason: String
}

extension AgentForm {
    /// The form of every agent of every agent state.
    ///
    /// - Parameters:
    ///   - definition: as the author wrote it.
    ///   - lowered: the plain definition that it becomes.
    ///   - chosen: the agents that somebody chose a place for.
    package static func report(_ definition: JSONValue, lowered: JSONValue, chosen: Set<String> = []) -> [AgentForm] {
        var forms: [AgentForm] = []
        definition.forEachState { name, state, _ in
            guard let type = state["Type"]?.string, AgentStateType(rawValue: type) != nil else { return }
            let events = loops(of: name, in: lowered).map(\.eventsPerRound).max()
            for (agent, body) in definition["Agents"]?.object ?? [:] where state.names(agent: agent) {
                let tools = definition["Tools"]?.object ?? [:]
                forms.append(
                    AgentForm(
                        agent, body, in: name, eventsPerRound: events, tools: tools, isChosen: chosen.contains(agent)))
            }
        }
        return forms
    }

    private static func loops(of author: String, in lowered: JSONValue) -> [HistoryProjection.Repetition] {
        var loops: [HistoryProjection.Repetition] = []
        lowered.forEachState { name, state, location in
            guard name == author else { return }
            for (workflow, place) in state.innerWorkflows(at: location) {
                loops += HistoryProjection(workflow, at: place).repetitions.filter(\.isLoop)
            }
        }
        return loops
    }

    private init(
        _ agent: String, _ body: JSONValue, in state: String, eventsPerRound: Int?, tools: JSONObject, isChosen: Bool
    ) {
        self.state = state
        self.agent = agent
        guard let resource = body["Resource"]?.string else {
            form = .loop
            let turns = body["MaxTurns"]?.integer ?? 10
            let room = eventsPerRound.map { HistoryProjection.limit / max(1, $0) }
            reason =
                "a model and its tools need nothing but Step Functions and Bedrock, and every call is in the history; "
                + (room.map { "\($0) turns of one call each fit into it, \(turns) are allowed" }
                    ?? "\(turns) turns are allowed") + "; " + Self.alternative(agent, body, tools)
            return
        }
        let (form, cause, effect) = Self.form(of: resource)
        self.form = form
        reason = "\(isChosen ? "you chose it" : cause): \(effect)"
    }

    /// Whether a harness could do it, too.
    private static func alternative(_ agent: String, _ body: JSONValue, _ tools: JSONObject) -> String {
        do throws(AgentPlacementFault) {
            _ = try HarnessAgent(agent, body, tools: tools)
            return "'--agent \(agent)=harness' would make it an AgentCore harness"
        } catch {
            return "no harness: \(error.reason)"
        }
    }

    private static func form(of resource: String) -> (Form, cause: String, effect: String) {
        if resource.contains(":invokeHarness") {
            return (.harness, "its Resource invokes a harness", "AgentCore runs the loop, the history shows one task")
        }
        if resource.contains(":invokeAgentRuntime") {
            return (.runtime, "its Resource invokes an agent runtime", "the agent's own program runs in AgentCore")
        }
        if resource.contains(":states:startExecution") {
            return (.machine, "its Resource starts an execution", "that has a history of its own")
        }
        if resource.contains(":activity:") {
            return (.activity, "its Resource is an activity", "workers take the tasks")
        }
        if resource.contains(":lambda:") {
            return (.function, "its Resource is a function", "a program behind it runs there, up to 15 minutes")
        }
        return (.task, "its Resource is \(resource)", "Step Functions calls it like any task")
    }
}

extension HistoryProjection.Repetition {
    fileprivate var isLoop: Bool {
        if case .loop = kind { true } else { false }
    }
}

extension JSONValue {
    /// Whether the agent state names that agent, itself or by the agents that may be handed over to.
    fileprivate func names(agent: String) -> Bool {
        let fields = [
            "Agent", "Agents", "StartAgent", "Orchestrator", "Workers", "Synthesizer", "Generator", "Evaluator",
            "OnWorkerFailure",
        ]
        return fields.contains { field in
            var isNamed = false
            self[field]?.forEachString { isNamed = isNamed || $0 == agent }
            return isNamed
        }
    }
}
