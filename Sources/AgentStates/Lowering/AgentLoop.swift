import JSON

/// The loop in which an agent calls its model and its tools until it answers; plain states only.
///
/// ```
/// Enter ─▶ GuardInput ─▶ Reserve ─▶ Turn ─▶ Call ─▶ Route ─▶ Tools ─▶ Turn …
///                                     └──▶ Run.NAME ─▶ Ran ─▶ Route ─▶ Answer ─▶ Checked ─▶ GuardOutput ─▶ exit
/// ```
///
/// Which agent works is data (`§agent`), so that one loop serves a whole swarm.
///
/// | variable | what it holds |
/// | --- | --- |
/// | `§agent` | the configuration of the agent at work |
/// | `§messages` | the conversation, in Converse's shape |
/// | `§calls` | the tool calls of the last answer |
/// | `§text`, `§stop` | the text and the stop reason of the last answer |
/// | `§answer`, `§answered` | the structured answer, and whether there is one |
/// | `§turns`, `§asks`, `§model` | model calls, requests for a better answer, position among the models |
/// | `§usage`, `§limits` | what was used, and the most that may be |
struct AgentLoop {
    /// An answer that has to have a certain form.
    struct Contract {
        let schema: JSONValue
        /// What the tool that takes the answer is for.
        let purpose: String
        /// Faults that a schema cannot tell: JSONata over `§answer`, once the schema holds.
        var faults: String?
        var error = AgentError.outputInvalid
    }

    /// How often an agent is asked again for an answer of the right form.
    static let maximumAsks = 2
    /// The size of messages, about in bytes, at which they are made shorter.
    static let compactionLength = 120_000
    /// The size, about in bytes, of the results of one turn that a model sees at most, and of one of them.
    static let turnResultLength = 80_000
    static let resultLength = 16_000
    static let defaultMaxTokens: Int64 = 4_096
    static let callSeconds: Int64 = 300

    let context: LoweringContext
    let role: Role
    let agents: [Agent]
    /// The form of the answer, whatever schema the agents have themselves.
    var contract: Contract?
    /// Whether agents can transfer the conversation to each other.
    var transfers = false
    /// The state that follows the answer.
    let exit: JSONValue
    /// The states that handle errors, by their names or `States.ALL`; others fail the agent state.
    var handlers: [String: JSONValue] = [:]
    /// What was reached outside the loop, as members of the causes of errors.
    var progress: [(String, String)] = []
    /// What a guardrail that checks grounding compares answers with, and the question that they are to answer: JSONata.
    var grounding = Self.resultsOfTools
    var question = "§§request"

    // MARK: Entry

    /// The state that begins the loop.
    var entry: JSONValue { hasGuardrail ? role.state("Enter") : turn }

    /// The state that begins a further turn.
    var turn: JSONValue { role.state(context.reservesTokens ? "Reserve" : "Turn") }

    /// The variables to set before the loop is entered.
    ///
    /// - Parameters:
    ///   - agent: JSONata that gives the configuration; nil where it is set already.
    ///   - messages: JSONata that gives the conversation.
    func initial(agent: String? = nil, messages: String, context: String = "{}") -> [(String, String)] {
        let agent = agent.map { [("agent", $0)] } ?? []
        return agent + [
            ("messages", messages), ("context", context), ("turns", "0"), ("asks", "0"), ("model", "0"),
            ("calls", "[]"), ("text", "\"\""), ("stop", "\"\""), ("answer", "null"), ("answered", "false"),
        ]
    }

    /// What the agent gave: its structured answer or its text.
    static let output = "(§answered ? §answer : §text)"

    static let emptyUsage: JSONObject = [
        "InputTokens": 0, "OutputTokens": 0, "CacheReadTokens": 0, "CostUSD": 0, "Calls": 0,
    ]

    var hasGuardrail: Bool { agents.contains { !context.guardrails(of: $0).isEmpty } }
    var hasSchema: Bool { contract != nil || agents.contains { $0.outputSchema != nil } }
    var takesAnswers: Bool { hasSchema || !taskAgents.isEmpty }
    var taskAgents: [(Agent, TaskCall)] {
        agents.compactMap { agent in
            if case .task(let call) = agent.body { (agent, call) } else { nil }
        }
    }
    var hasModels: Bool { taskAgents.count < agents.count }
    var budget: Budget { context.state.budget }

    // MARK: Writing

    /// Writes the states of the loop.
    func write() {
        writeGuards()
        writeTurn()
        writeTaskAgents()
        if hasModels { writeCall() }
        writeRoute()
        writeTools()
        writeAnswer()
    }

    /// The state that an error leads to: its handler, or a Fail state that says what was done so far.
    func failure(_ step: String, _ error: String, _ reason: String) -> JSONValue {
        let cause = """
            $string({"Reason": \(reason), "Agent": §agent.Name, "Text": $substring(§text, 0, 8000), \
            "Turns": §turns, "Usage": §usage\(progress.map { ", \"\($0)\": \($1)" }.joined())})
            """
        if let handler = handlers[error] ?? handlers["States.ALL"] {
            let failure = "{\"Error\": \(JSONataText.quote(error)), \"Cause\": \(cause)}"
            role.add(step, "Pass", ["Assign": role.assign([("failure", failure)]), "Next": handler])
        } else {
            role.add(step, "Fail", ["Error": .string(error), "Cause": role.expression(cause)])
        }
        return role.state(step)
    }

    /// A catcher that hands every error to the handler, where there is one.
    var catchAll: [JSONValue] {
        guard let handler = handlers["States.ALL"] else { return [] }
        return [
            [
                "ErrorEquals": ["States.ALL"],
                "Assign": role.assign([
                    (
                        "failure",
                        "{\"Error\": $states.errorOutput.Error, "
                            + "\"Cause\": $string([$states.errorOutput.Cause, \"\"][0])}"
                    )
                ]),
                "Output": [:], "Next": handler,
            ]
        ]
    }

    // MARK: Turn

    private func writeTurn() {
        if context.reservesTokens { writeReserve() }
        var rules: [JSONValue] = []
        if !overBudget.isEmpty {
            rules.append(role.rule(overBudget.joined(separator: " or "), next: budgetExceeded))
        }
        rules.append(role.rule("§turns >= §agent.MaxTurns", next: maxTurns))
        if hasModels {
            let isLong = "$count(§messages) > 4 and \(JSONataText.exceeds(Self.compactionLength, "$string(§messages)"))"
            rules.append(role.rule(isLong, next: writeCompaction()))
        }
        for (agent, _) in taskAgents.dropLast(hasModels ? 0 : 1) {
            let isThis = "§agent.Name = \(JSONataText.quote(agent.name))"
            rules.append(role.rule(isThis, next: role.state("Run.\(agent.name)")))
        }
        let last = taskAgents.last.map { role.state("Run.\($0.0.name)") }
        role.add(
            "Turn", "Choice",
            ["Choices": .array(rules), "Default": hasModels ? role.state("Call") : last ?? role.state("Call")])
    }

    /// How many tokens the next answer may have, so that the budget holds.
    private func writeReserve() {
        let estimate = "$ceil($length($string(§messages)) / 4)"
        var bounds = ["100000000"]
        if budget.maxTokens != nil {
            bounds.append("§limits.MaxTokens - §usage.InputTokens - §usage.OutputTokens - $estimate")
        }
        if budget.maxCostUSD != nil {
            bounds.append(
                """
                ($left := (§limits.MaxCostUSD - §usage.CostUSD) * 1000000 - $estimate * $price.Input; \
                $price.Output > 0 ? $left / $price.Output : $left < 0 ? 0)
                """)
        }
        role.add(
            "Reserve", "Pass",
            [
                "Assign": role.assign([
                    (
                        "allowance",
                        "($estimate := \(estimate); $price := §agent.Prices[§model]; "
                            + "$floor($min([\(bounds.joined(separator: ", "))])))"
                    )
                ]),
                "Next": role.state("Turn"),
            ])
    }

    private var overBudget: [String] {
        var conditions: [String] = []
        if context.reservesTokens { conditions.append("§allowance < 1") }
        if budget.maxCalls != nil { conditions.append("§usage.Calls >= §limits.MaxCalls") }
        if budget.maxSeconds != nil { conditions.append("$millis() >= §limits.Deadline") }
        return conditions
    }

    private var budgetExceeded: JSONValue {
        failure("BudgetExceeded", AgentError.budgetExceeded, "\"The next call would exceed the budget\"")
    }

    var maxTurns: JSONValue {
        failure(
            "MaxTurns", AgentError.maxTurns, "\"The agent used all of its \" & $string(§agent.MaxTurns) & \" turns\"")
    }

    // MARK: Call

    private func writeCall() {
        var parts = ["§agent.Request", "{\"ModelId\": §agent.Models[§model], \"Messages\": §messages}"]
        if context.reservesTokens {
            parts.append(
                """
                {"InferenceConfig": $merge([§agent.Request.InferenceConfig, \
                {"MaxTokens": $min([§agent.Request.InferenceConfig.MaxTokens, §allowance])}])}
                """)
        }
        var catchers: [JSONValue] = []
        if hasFallback {
            catchers.append([
                "ErrorEquals": .array(fallbackErrors.map(JSONValue.string)),
                "Assign": role.assign([("failure", "$states.errorOutput")]), "Output": [:],
                "Next": role.state("Fallback"),
            ])
            writeFallback()
        }
        if budget.maxSeconds != nil {
            catchers.append(["ErrorEquals": ["States.Timeout"], "Output": [:], "Next": turn])
        }
        catchers += catchAll
        var call: JSONObject = [
            "Comment": .string(GeneratedTask.model(role.agentRole).comment),
            "Resource": "arn:aws:states:::aws-sdk:bedrockruntime:converse",
            "Arguments": role.expression("$merge([\(parts.joined(separator: ", "))])"),
            "TimeoutSeconds": budget.maxSeconds == nil
                ? .integer(Self.callSeconds)
                : role.expression(
                    "$max([1, $min([\(Self.callSeconds), $ceil((§limits.Deadline - $millis()) / 1000)])])"),
            "Retry": [
                [
                    "ErrorEquals": .array(Self.transientErrors.map(JSONValue.string)), "IntervalSeconds": 1,
                    "MaxAttempts": hasFallback ? 1 : 4, "BackoffRate": 2, "MaxDelaySeconds": 30,
                    "JitterStrategy": "FULL",
                ]
            ],
        ]
        if !catchers.isEmpty { call["Catch"] = .array(catchers) }
        call["Assign"] = role.assign([
            ("messages", "$append(§messages, [\(reply)])"),
            ("calls", "[(\(reply)).Content.ToolUse]"),
            ("text", "$join([$states.result.Output.Message.Content.Text], \"\\n\")"),
            ("stop", "$states.result.StopReason"),
            ("turns", "§turns + 1"),
            ("usage", usage(after: "$states.result.Usage")),
        ])
        call["Output"] = [:]
        call["Next"] = role.state("Route")
        role.add("Call", "Task", call)
    }

    /// The message of the model; of several transfers only the first stays in it.
    private var reply: String {
        guard transfers else { return "$states.result.Output.Message" }
        return """
            ($m := $states.result.Output.Message; \
            $t := [$filter([$m.Content.ToolUse], function($c) { $exists($lookup(§agent.Targets, $c.Name)) })]; \
            $count($t) < 2 ? $m : $merge([$m, {"Content": [$filter($m.Content, function($b) { \
            $not($exists($b.ToolUse)) or $not($exists($lookup(§agent.Targets, $b.ToolUse.Name))) \
            or $b.ToolUse.ToolUseId = $t[0].ToolUseId })]}]))
            """
    }

    /// What was used, after one more call.
    func usage(after used: String) -> String {
        let cost =
            context.prices == nil
            ? "null"
            : """
            $round(§usage.CostUSD + $sum([$u.InputTokens * $p.Input, $u.OutputTokens * $p.Output, \
            $u.CacheReadInputTokens * $p.CacheRead, $u.CacheWriteInputTokens * $p.CacheWrite]) / 1000000, 9)
            """
        return """
            ($u := \(used); $p := §agent.Prices[§model]; \
            {"InputTokens": §usage.InputTokens + $sum([$u.InputTokens, $u.CacheReadInputTokens, \
            $u.CacheWriteInputTokens]), "OutputTokens": §usage.OutputTokens + $sum([$u.OutputTokens]), \
            "CacheReadTokens": §usage.CacheReadTokens + $sum([$u.CacheReadInputTokens]), \
            "CostUSD": \(cost), "Calls": §usage.Calls + 1})
            """
    }

    // MARK: Fallback

    private var hasFallback: Bool {
        agents.contains { agent in
            if case .model(let model) = agent.body { model.models.count > 1 } else { false }
        }
    }

    /// Names of errors after which the same call can succeed; the service's prefix is not settled by its documentation.
    static let transientErrors = ["Bedrock", "BedrockRuntime"].flatMap { service in
        [
            "ThrottlingException", "ServiceUnavailableException", "InternalServerException",
            "ModelNotReadyException", "ModelTimeoutException",
        ].map { "\(service).\($0)" }
    }

    /// With a limit of time a call that takes too long is checked against it instead.
    private var fallbackErrors: [String] {
        budget.maxSeconds == nil ? Self.transientErrors + ["States.Timeout"] : Self.transientErrors
    }

    private func writeFallback() {
        role.add(
            "Fallback", "Choice",
            [
                "Choices": [
                    role.rule(
                        "§model + 1 < $count(§agent.Models)", next: turn, assign: [("model", "§model + 1")])
                ],
                "Default": handlers["States.ALL"] ?? role.state("Unavailable"),
            ])
        guard handlers["States.ALL"] == nil else { return }
        role.add(
            "Unavailable", "Fail",
            [
                "Error": role.expression("§failure.Error"),
                "Cause": role.expression("$string([§failure.Cause, \"\"][0])"),
            ])
    }
}
