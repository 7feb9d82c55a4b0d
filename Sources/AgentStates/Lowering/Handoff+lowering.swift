import JSON
import StatesLanguage

/// One loop for all agents; which of them works is data.
///
/// ```
/// Start ─▶ Prompt ─▶ Begin ─▶ Turn ─▶ Call ─▶ Route ─▶ Tools ─▶ Transfer ─▶ Handover ─▶ Switch ─▶ Turn …
///                                                └──▶ Done
/// ```
///
/// | variable | what it holds |
/// | --- | --- |
/// | `§transfer` | the call that transfers, after the turn in which it was made; null where there is none |
/// | `§handover` | `{From, To, Reason, Payload}` of the transfer at hand |
/// | `§§trail` | what was transferred so far |
/// | `§§runs` | the agents that worked, in order |
extension Handoff {
    func lower(_ context: LoweringContext, _ role: Role) {
        let members = context.agents(agents)
        var loop = AgentLoop(context: context, role: role, agents: members, exit: .null)
        let opening = Opening(context: context, role: role, agents: context.agents([startAgent]) + members)
        loop = AgentLoop(
            context: context, role: role, agents: members, transfers: true, exit: opening.closing)
        let configurations = members.map { ($0.name, loop.configuration(of: $0)) }
        loop.noteConfigurations(in: "§agents", byName: true)
        loop.noteConfigurations(in: "agent", byName: false, of: startAgent)
        let start = JSONataText.quote(startAgent)
        let startConfiguration = configurations.first { $0.0 == startAgent }?.1 ?? .null
        opening.write(
            [
                ("§agents", .object(JSONObject(configurations.lazy.map { ($0.0, $0.1) }))),
                ("agent", startConfiguration), ("§trail", []),
            ], summarizing: loop, owner: startAgent, next: role.state("Begin"))
        // A session goes on with the agent that owned it last.
        let owner =
            opening.memory == nil ? start : "($exists($lookup(§§agents, §§owner)) ? §§owner : \(start))"
        role.add(
            "Begin", "Pass",
            [
                "Assign": role.assign(
                    loop.initial(agent: "$lookup(§§agents, \(owner))", messages: opening.messages)
                        + [("transfer", "null"), ("§runs", "[\(owner)]")]),
                "Next": loop.entry,
            ])
        loop.write()
        writeTransfer(loop, role)
        opening.writeEnd(
            messages: "§messages", owner: "§agent.Name",
            output: Result.of(role).map { $0.0 == "Turns" ? ("Turns", "§§usage.Calls") : $0 } + [("Trail", "§§trail")])
    }

    // MARK: Transfers

    private static let target = "$lookup(§agent.Targets, §transfer.Name)"

    /// The switch comes after the turn: every call of it has its result by then.
    private func writeTransfer(_ loop: AgentLoop, _ role: Role) {
        var rules = [
            role.rule("$type(§transfer) = \"null\"", next: loop.turn),
            role.rule(
                "$count(§§trail) >= \(maxHandoffs)",
                next: loop.failure(
                    "MaxHandoffs", AgentError.maxHandoffs,
                    "\"The conversation was handed off \(maxHandoffs) times: \" & $join(§§runs, \", \")")),
        ]
        if let pingPong { rules.append(pingPongRule(pingPong, loop, role)) }
        role.add("Transfer", "Choice", ["Choices": .array(rules), "Default": role.state("Handover")])
        let handover = """
            {"From": §agent.Name, "To": \(Self.target), \
            "Reason": [§transfer.Input.reason, ""][0], "Payload": §transfer.Input.payload}
            """
        var isExpression = false
        if case .expression(let source) = context {
            isExpression = true
            role.add(
                "Context", "Pass", ["Output": authorRewriting(role).rewrite(source), "Next": role.state("Switch")])
            role.note("Context", ["Output"]) { _ in loop.context.location.member("Context") }
        }
        role.add(
            "Handover", "Pass",
            [
                "Assign": role.assign([("handover", handover)]),
                "Next": role.state(isExpression ? "Context" : "Switch"),
            ])
        let entry = """
            {"From": §handover.From, "To": §handover.To, "Reason": §handover.Reason, \
            "Context": \(JSONataText.quote(context.name))}
            """
        role.add(
            "Switch", "Pass",
            [
                "Assign": role.assign(
                    loop.initial(
                        agent: "$lookup(§§agents, §handover.To)", messages: messages,
                        context: "$merge([§handover, {\"Trail\": §§trail}])")
                        + [
                            ("transfer", "null"), ("§runs", "$append(§§runs, [§handover.To])"),
                            ("§trail", "$append(§§trail, [\(entry)])"),
                        ]),
                "Output": [:], "Next": loop.turn,
            ])
    }

    private func pingPongRule(_ pingPong: PingPong, _ loop: AgentLoop, _ role: Role) -> JSONValue {
        let runs = "$append(§§runs, [\(Self.target)])"
        let isPingPong = """
            ($runs := \(runs); $n := $count($runs); $n >= \(pingPong.window) and $count($distinct( \
            [$filter($runs, function($r, $k) { $k >= $n - \(pingPong.window) })])) < \(pingPong.minAgents))
            """
        let failure = loop.failure(
            "PingPong", AgentError.pingPong,
            "\"The conversation goes back and forth: \" & $join(\(runs), \", \")")
        return role.rule(isPingPong, next: failure)
    }

    // MARK: Context

    /// What the next agent sees of the conversation.
    private var messages: String {
        switch context {
        case .full:
            // Providers refuse a history with tool calls from an agent that has no tools.
            "($exists($lookup(§§agents, §handover.To).Request.ToolConfig) ? §messages : \(Self.cleaned))"
        case .cleaned: Self.cleaned
        case .summary:
            """
            [{"Role": "user", "Content": [{"Text": "<conversation>\\n" & \(Self.transcript) \
            & "\\n</conversation>\\n\\n" & \(Self.note)}]}]
            """
        case .brief:
            """
            [{"Role": "user", "Content": [{"Text": §§request & "\\n\\nAgents so far: " & $join(§§runs, ", ") \
            & "\\n\\n" & \(Self.note)}]}]
            """
        case .expression: Opening.messages(of: "$states.input")
        }
    }

    private static let note = """
        "You take over this conversation from " & §handover.From & "." & (§handover.Reason = "" ? "" : \
        " Reason: " & §handover.Reason) & ($exists(§handover.Payload) ? "\\n" & $string(§handover.Payload) : "")
        """

    private static let transcript = """
        $join([$filter([$map(§messages, function($m) { ($t := $join([$m.Content.Text], "\\n"); \
        $t = "" ? "" : $m.Role & ": " & $t) })], function($l) { $l != "" })], "\\n")
        """

    private static let cleaned = Conversation.withoutCalls("§messages", adding: note)
}
