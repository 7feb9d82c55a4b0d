import JSON
import StatesLanguage

/// ```
/// Start ─▶ Prompt ─▶ Begin ─▶ Generate… ─▶ Weigh ─▶ Evaluate… ─▶ Score ─▶ Record ─▶ Decide ─▶ Done
///                                ▲───────────────────────────── Improve ◀────────────┘
/// ```
///
/// | variable | what it holds |
/// | --- | --- |
/// | `§§best` | the best attempt: `{Iteration, Score, Passed, Feedback, Text, Output}` |
/// | `§§attempts` | what was said of each attempt |
/// | `§§stale` | how many rounds gained too little |
/// | `§§reason` | why the loop ended |
extension EvaluatorOptimizer {
    func lower(_ context: LoweringContext, _ role: Role) {
        let generating = Role(role.writer, "Generate")
        let agents = context.agents([generator])
        let opening = Opening(context: context, role: role, agents: agents)
        let outOfBudget = [AgentError.budgetExceeded: role.state("OutOfBudget")]
        let loop = AgentLoop(
            context: context, role: generating, agents: agents, exit: role.state("Weigh"), handlers: outOfBudget,
            progress: Self.progress)
        loop.noteConfigurations(in: "agent", byName: false)
        var constants: [(String, JSONValue)] = [
            ("§criteria", criteria.map(JSONataText.embedding) ?? .null), ("§best", .null), ("§attempts", []),
            ("§stale", 0), ("§reason", .null),
        ]
        for agent in agents { constants.append((generating.sharedKey("agent"), loop.configuration(of: agent))) }
        let judging = judge(context, role, outOfBudget)
        if let judging, case .agent(let name) = evaluator, let agent = context.agent(name) {
            constants.append((judging.role.sharedKey("agent"), judging.configuration(of: agent)))
            judging.noteConfigurations(in: "agent", byName: false)
        }
        opening.write(constants, summarizing: loop, owner: generator, next: role.state("Begin"))
        role.add(
            "Begin", "Pass",
            [
                "Assign": generating.assign(loop.initial(messages: withCriteria(opening.messages))),
                "Next": loop.entry,
            ])
        loop.write()
        if let judging { writeJudge(judging, role) } else { writeExpression(context, role, generating) }
        writeRecord(role, generating)
        writeDecision(role, opening)
        writeImprovement(role, loop, opening)
        writeOutOfBudget(role, opening)
        opening.writeEnd(
            messages: """
                $append(\(opening.messages), [{"Role": "assistant", "Content": [{"Text": §§best.Text}]}])
                """,
            owner: JSONataText.quote(generator),
            output: [
                ("Text", "§§best.Text"), ("Output", "§§best.Output"), ("StopReason", "§§reason"),
                ("Agent", JSONataText.quote(generator)), ("Turns", "§§usage.Calls"), ("Usage", "§§usage"),
                ("Best", Self.best), ("Attempts", "§§attempts"),
            ])
    }

    private static let best = """
        {"Text": §§best.Text, "Score": §§best.Score, "Iteration": §§best.Iteration}
        """

    /// The generator knows what it will be judged by.
    private func withCriteria(_ messages: String) -> String {
        guard criteria != nil else { return messages }
        return Self.adding("\"Criteria:\\n\" & \(Self.criteriaText)", to: messages)
    }

    private static let criteriaText = "($type(§§criteria) = \"string\" ? §§criteria : $string(§§criteria))"

    /// Messages with one more text in the last of them.
    private static func adding(_ text: String, to messages: String) -> String {
        """
        ($ms := \(messages); $n := $count($ms) - 1; [$map($ms, function($m, $k) { $k < $n ? $m : $merge([$m, \
        {"Content": $append($m.Content, [{"Text": \(text)}])}]) })])
        """
    }

    // MARK: Judging

    private static let verdictSchema: JSONValue = [
        "type": "object",
        "properties": [
            "Score": ["type": "number", "description": "How good the attempt is; higher is better."],
            "Passed": ["type": "boolean", "description": "Whether the attempt meets all criteria."],
            "Feedback": ["type": "string", "description": "What to change so that the next attempt is better."],
        ],
        "required": ["Score", "Passed", "Feedback"],
    ]

    private func judge(_ context: LoweringContext, _ role: Role, _ handlers: [String: JSONValue]) -> AgentLoop? {
        guard case .agent(let name) = evaluator else { return nil }
        return AgentLoop(
            context: context, role: Role(role.writer, "Evaluate"), agents: context.agents([name]),
            contract: AgentLoop.Contract(schema: Self.verdictSchema, purpose: "Gives the verdict on the attempt."),
            exit: role.state("Score"), handlers: handlers, progress: Self.progress)
    }

    /// The judge sees the task, the criteria and the attempt, not its earlier verdicts.
    private func writeJudge(_ judging: AgentLoop, _ role: Role) {
        let scale = passScore.map { "A score of \(JSONValue.double($0).text) or more passes." } ?? ""
        let prompt = """
            "Judge this attempt.\\n\\nTask:\\n" & §§request & ($type(§§criteria) = "null" ? "" : "\\n\\nCriteria:\\n" \
            & \(Self.criteriaText)) & "\\n\\nAttempt:\\n" & $\(Role(role.writer, "Generate").variable("text")) \
            & \(JSONataText.quote(scale.isEmpty ? "" : "\n\n\(scale)"))
            """
        role.add(
            "Weigh", "Pass",
            [
                "Assign": judging.role.assign(
                    judging.initial(messages: "[{\"Role\": \"user\", \"Content\": [{\"Text\": \(prompt)}]}]")),
                "Next": judging.entry,
            ])
        judging.write()
        role.add(
            "Score", "Pass",
            [
                "Assign": role.assign([("§verdict", verdict(from: "$\(judging.role.variable("answer"))"))]),
                "Next": role.state("Record"),
            ])
    }

    private func writeExpression(_ context: LoweringContext, _ role: Role, _ generating: Role) {
        guard case .expression(let source) = evaluator else { return }
        role.note("Score", ["Output"]) { _ in context.location.member("Evaluator") }
        role.add(
            "Weigh", "Pass",
            [
                "Assign": .object([role.key("§candidate"): generating.expression(AgentLoop.output)]),
                "Next": role.state("Score"),
            ])
        role.add("Score", "Pass", ["Output": authorRewriting(role).rewrite(source), "Next": role.state("Verdict")])
        role.add(
            "Verdict", "Pass",
            [
                "Assign": role.assign([("§verdict", verdict(from: "$states.input"))]), "Output": [:],
                "Next": role.state("Record"),
            ])
    }

    /// A verdict with all its parts, from one that may be a number or a Boolean alone.
    private func verdict(from value: String) -> String {
        let passes = passScore.map { "$score >= \(JSONValue.double($0).text)" } ?? "$v.Passed = true"
        return """
            ($g := \(value); $v := $type($g) = "object" ? $g : $type($g) = "boolean" ? {"Passed": $g} : {"Score": $g}; \
            $score := $exists($v.Score) ? $number($v.Score) : $v.Passed = true ? 1 : 0; \
            {"Score": $score, "Passed": \(passes), "Feedback": $exists($v.Feedback) ? $string($v.Feedback) : ""})
            """
    }

    // MARK: Keeping the best

    private func writeRecord(_ role: Role, _ generating: Role) {
        let text = generating.source("§text")
        let limit = min(AgentLoop.resultLength, Self.attemptsLength / Int(clamping: maxIterations))
        let attempt = """
            {"Iteration": $count(§§attempts) + 1, "Score": §§verdict.Score, "Passed": §§verdict.Passed, \
            "Feedback": §§verdict.Feedback, "Text": \(JSONataText.cutting(text, to: "\(limit)"))}
            """
        let isBetter = """
            ($type(§§best) = "null" or (§§verdict.Passed and $not(§§best.Passed)) \
            or (§§verdict.Passed = §§best.Passed and §§verdict.Score > §§best.Score))
            """
        let gain = plateau?.minGain ?? 0
        role.add(
            "Record", "Pass",
            [
                "Assign": role.assign([
                    ("§attempts", "$append(§§attempts, [\(attempt)])"),
                    ("§last", attempt),
                    (
                        "§best",
                        """
                        \(isBetter) ? $merge([\(attempt), {"Text": \(text), \
                        "Output": \(generating.source(AgentLoop.output))}]) : §§best
                        """
                    ),
                    (
                        "§stale",
                        """
                        $type(§§best) = "null" or (§§verdict.Score > §§best.Score \
                        and §§verdict.Score - §§best.Score >= \(JSONValue.double(gain).text)) ? 0 : §§stale + 1
                        """
                    ),
                ]),
                "Next": role.state("Decide"),
            ])
    }

    private func writeDecision(_ role: Role, _ opening: Opening) {
        let exhausted = onExhausted == .fail ? role.state("Exhausted") : opening.closing
        func rule(_ condition: String, _ reason: String, _ next: JSONValue) -> JSONValue {
            role.rule(condition, next: next, assign: [("§reason", JSONataText.quote(reason))])
        }
        var rules = [
            rule("§§verdict.Passed", "Passed", opening.closing),
            rule("$count(§§attempts) >= \(maxIterations)", "MaxIterations", exhausted),
        ]
        if let plateau { rules.append(rule("§§stale >= \(plateau.rounds)", "Plateau", exhausted)) }
        role.add("Decide", "Choice", ["Choices": .array(rules), "Default": role.state("Improve")])
        guard onExhausted == .fail else { return }
        role.add(
            "Exhausted", "Fail",
            [
                "Error": role.expression(
                    """
                    §§reason = "Budget" ? "\(AgentError.budgetExceeded)" : "\(AgentError.outputInvalid)"
                    """),
                "Cause": role.expression(cause("\"No attempt passed: \" & §§reason")),
            ])
    }

    /// The size, about in bytes, of the texts of all attempts.
    private static let attemptsLength = 60_000

    /// What was reached, for the causes of errors; texts are cut.
    private static let progress: [(String, String)] = [
        (
            "Best",
            """
            $type(§§best) = "null" ? null : {"Text": $substring(§§best.Text, 0, 8000), "Score": §§best.Score, \
            "Iteration": §§best.Iteration}
            """
        ),
        (
            "Attempts",
            """
            [$map(§§attempts, function($a) { {"Iteration": $a.Iteration, "Score": $a.Score, "Passed": $a.Passed, \
            "Feedback": $substring($a.Feedback, 0, 500)} })]
            """
        ),
    ]

    private func cause(_ reason: String) -> String {
        let progress = Self.progress.map { "\"\($0)\": \($1)" }.joined(separator: ", ")
        return "$string({\"Reason\": \(reason), \"StopReason\": §§reason, \"Usage\": §§usage, \(progress)})"
    }

    private func writeOutOfBudget(_ role: Role, _ opening: Opening) {
        role.add(
            "OutOfBudget", "Choice",
            [
                "Choices": [
                    role.rule(
                        "$type(§§best) = \"object\"",
                        next: onExhausted == .fail ? role.state("Exhausted") : opening.closing,
                        assign: [("§reason", "\"Budget\"")])
                ],
                "Default": role.state("NoAttempt"),
            ])
        role.add(
            "NoAttempt", "Fail",
            ["Error": role.expression("§failure.Error"), "Cause": role.expression("§failure.Cause")])
    }

    // MARK: The next attempt

    /// The next attempt is made from the best so far, with what was said of it and of the last one.
    private func writeImprovement(_ role: Role, _ loop: AgentLoop, _ opening: Opening) {
        let tried = """
            $join([$map(§§attempts, function($a) { "- attempt " & $string($a.Iteration) & ", score " \
            & $string($a.Score) & ": " & $a.Feedback })], "\\n")
            """
        let showsBest =
            context == .fresh
            ? "\"The best attempt so far:\\n\" & §§best.Text & \"\\n\\nWhat was tried:\\n\" & \(tried)"
            : """
            (§§best.Iteration = §§last.Iteration ? "" : "An earlier attempt was better:\\n" & §§best.Text \
            & "\\n\\nFeedback on it: " & §§best.Feedback & "\\n\\n") & "Feedback on your last attempt (score " \
            & $string(§§last.Score) & "): " & §§last.Feedback
            """
        let request =
            "\(showsBest) & \"\\n\\nMake a better attempt: keep what is good, change what the feedback names.\""
        let messages =
            context == .fresh
            ? Self.adding(request, to: withCriteria(opening.messages))
            : "$append(§messages, [{\"Role\": \"user\", \"Content\": [{\"Text\": \(request)}]}])"
        role.add(
            "Improve", "Pass",
            ["Assign": loop.role.assign(loop.initial(messages: messages)), "Next": loop.turn])
    }
}
