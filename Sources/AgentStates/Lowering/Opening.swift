import JSON
import StatesLanguage

/// How every agent state begins and ends: the prompt, the limits, and the session.
///
/// ```
/// Start ─▶ (Load ─▶ Recall) ─▶ Prompt ─▶ … ─▶ (Save) ─▶ Done
/// ```
///
/// | variable | what it holds |
/// | --- | --- |
/// | `§§opening` | the messages of the prompt |
/// | `§§request` | the prompt as text |
/// | `§§session` | the key of the session; see `Opening+session.swift` for the others |
struct Opening {
    let context: LoweringContext
    let role: Role
    /// The session, where the state or its agent has one, and how much of it is kept.
    let memory: Memory?

    init(context: LoweringContext, role: Role, agents: [Agent]) {
        self.context = context
        self.role = role
        let own = agents.compactMap(\.memory).first
        let session = context.state.session ?? own?.session
        memory = session.map {
            Memory(
                session: $0, maxMessages: own?.maxMessages ?? 40, overflow: own?.overflow ?? .drop,
                expiresAfterSeconds: own?.expiresAfterSeconds)
        }
    }

    /// Writes the states up to the first that is particular to the type.
    ///
    /// - Parameters:
    ///   - constants: further variables, as templates.
    ///   - summarizing: the loop whose model sums up old messages, where one is to.
    ///   - owner: the agent that a new session belongs to.
    func write(_ constants: [(String, JSONValue)], summarizing: AgentLoop?, owner: String, next: JSONValue) {
        var assign: JSONObject = [
            role.key("§prompt"): JSONataText.embedding(context.state.prompt),
            role.key("§limits"): limits,
            role.key("§usage"): usage,
            role.key("§session"): memory?.session.map(JSONataText.embedding) ?? .null,
        ]
        if context.state.readsInputLate(context.catalog) { assign[role.key("§input")] = "{% $states.input %}" }
        if memory != nil { assign = assign.merging(sessionStart) }
        for (name, value) in constants { assign[role.key(name)] = value }
        role.noteVariable("Start", "§prompt", from: context.location.member("Prompt"))
        role.noteVariable("Start", "§session", from: context.location.member("Session"))
        role.noteVariable("Start", "§criteria", from: context.location.member("Criteria"))
        if memory?.overflow == .summarize, let summarizing { assign[summarizing.role.key("model")] = 0 }
        role.writer.add(
            "Start", "Pass",
            [
                "Assign": .object(assign), "Output": [:],
                "Next": .string(role.writer.name(of: memory == nil ? "Prompt" : "Load")),
            ])
        if let memory { writeLoad(memory, summarizing, owner) }
        role.writer.add(
            "Prompt", "Pass",
            [
                "Assign": role.assign([
                    ("§opening", Self.messages(of: "§§prompt")),
                    ("§request", Self.text(of: "§§prompt")),
                ]),
                "Next": next,
            ])
    }

    /// The conversation to begin with.
    var messages: String {
        guard memory != nil else { return "§§opening" }
        let history =
            context.understandsToolCalls
            ? "§§history" : "($count(§§history) = 0 ? [] : \(Conversation.withoutCalls("§§history")))"
        return "$append(\(history), §§opening)"
    }

    private var usage: JSONValue {
        var usage = AgentLoop.emptyUsage
        if context.prices == nil { usage["CostUSD"] = .null }
        return .object(usage)
    }

    private var limits: JSONValue {
        let budget = context.state.budget
        var limits: JSONObject = [:]
        limits["MaxTokens"] = budget.maxTokens.map(JSONValue.integer)
        limits["MaxCostUSD"] = budget.maxCostUSD.map(JSONValue.double)
        limits["MaxCalls"] = budget.maxCalls.map(JSONValue.integer)
        if let seconds = budget.maxSeconds { limits["Deadline"] = role.expression("$millis() + \(seconds * 1_000)") }
        return .object(limits)
    }

    /// Messages from a text, messages in short form, or any other value.
    static func messages(of prompt: String) -> String {
        """
        ($p := \(prompt); $type($p) = "array" and $count([$p.Role]) > 0 \
        ? [$map($p, function($m) { {"Role": $m.Role, "Content": $type($m.Content) = "string" \
        ? [{"Text": $m.Content}] : $m.Content} })] \
        : [{"Role": "user", "Content": [{"Text": $type($p) = "string" ? $p : $string($p)}]}])
        """
    }

    private static func text(of prompt: String) -> String {
        """
        ($p := \(prompt); $type($p) = "string" ? $p : $type($p) = "array" and $count([$p.Role]) > 0 \
        ? $join([$map($p, function($m) { $type($m.Content) = "string" ? $m.Content \
        : $join([$m.Content.Text], "\\n") })], "\\n") : $string($p))
        """
    }

    /// The state that comes after the work: the one that saves the session, or the last.
    var closing: JSONValue { .string(role.writer.name(of: memory == nil ? "Done" : "Save")) }

    /// Writes the end.
    ///
    /// - Parameters:
    ///   - messages: JSONata that gives the messages to keep.
    ///   - owner: JSONata that gives the agent the session belongs to now.
    ///   - output: the state's result, as JSONata templates.
    ///   - other: the role whose variables the result is made of, where it is not the state's own.
    func writeEnd(messages: String, owner: String, output: [(String, String)], as other: Role? = nil) {
        if let memory { writeSave(memory, messages: messages, owner: owner) }
        let result = other ?? role
        role.writer.add(
            "Done", "Pass",
            [
                "Output": .object(JSONObject(output.lazy.map { ($0.0, result.expression($0.1)) })), "End": true,
            ])
    }
}

extension AgentState {
    /// Whether an expression that is evaluated in a later state reads the state's input.
    fileprivate func readsInputLate(_ catalog: AgentCatalog) -> Bool {
        let agents = agentNames.compactMap { catalog.agents[$0] }
        var templates: [JSONValue?] = []
        for agent in agents {
            switch agent.body {
            case .task(let call): templates += [call.arguments, call.output]
            case .model(let model):
                for name in model.tools {
                    if case .task(let call) = catalog.tool(name)?.work { templates += [call.arguments, call.output] }
                }
            }
        }
        switch kind {
        case .evaluatorOptimizer(let loop):
            if case .expression(let source) = loop.evaluator { templates.append(source) }
        case .handoff(let handoff):
            if case .expression(let source) = handoff.context { templates.append(source) }
        default: break
        }
        return templates.contains { $0?.text.contains("$states") ?? false }
    }
}
