import JSON

extension AgentLoop {
    /// Where an answer leads to: a Choice on data alone.
    func writeRoute() {
        var rules = [
            role.rule(
                "§stop = \"guardrail_intervened\"",
                next: failure(
                    "GuardrailIntervened", AgentError.guardrailIntervened, "\"A guardrail intervened: \" & §text")),
            role.rule(
                "§stop in [\"content_filtered\", \"refusal\"]",
                next: failure("Refused", AgentError.modelRefused, "\"The model refused to answer\"")),
        ]
        if hasModels {
            rules.append(
                role.rule("§stop in [\"malformed_tool_use\", \"malformed_model_output\"]", next: writeMalformed()))
        }
        if context.reservesTokens, hasModels {
            rules.append(
                role.rule(
                    "§stop = \"max_tokens\" and §allowance < §agent.Request.InferenceConfig.MaxTokens",
                    next: role.state("BudgetExceeded")))
        }
        if takesAnswers { rules.append(role.rule("§agent.Answers and \(hasAnswerCall)", next: role.state("Answer"))) }
        rules.append(role.rule("$count(§calls) > 0 and §turns >= §agent.MaxTurns", next: maxTurns))
        rules.append(role.rule("$count(§calls) > 0", next: role.state("Tools")))
        if hasSchema { rules.append(role.rule("§agent.HasSchema", next: role.state("Parse"))) }
        role.add("Route", "Choice", ["Choices": .array(rules), "Default": finish])
    }

    private var hasAnswerCall: String { "$count(\(answerCalls)) > 0" }

    private var answerCalls: String {
        "$filter(§calls, function($c) { $c.Name = \(JSONataText.quote(AnswerTool.name)) })"
    }

    /// The message that the model garbled is forgotten, and the turn is taken again.
    private func writeMalformed() -> JSONValue {
        role.add(
            "Malformed", "Pass",
            [
                "Assign": role.assign([
                    ("messages", "[$filter(§messages, function($m, $k) { $k < $count(§messages) - 1 })]")
                ]),
                "Next": turn,
            ])
        return role.state("Malformed")
    }

    // MARK: Structured answers

    /// Takes the structured answer, from the call of the answer tool or from the text, and checks it.
    func writeAnswer() {
        guard takesAnswers else { return }
        role.add(
            "Answer", "Pass",
            [
                "Assign": role.assign([("answer", "\(answerCalls)[0].Input"), ("answered", "true")]),
                "Next": role.state("Check"),
            ])
        if hasSchema { writeParse() }
        role.add(
            "Check", "Pass", ["Assign": role.assign([("faults", "[\(faults)]")]), "Next": role.state("Checked")])
        let answerText = "$type(§answer) = \"string\" ? §answer : $string(§answer)"
        let settled = """
            $count(§calls) = 0 ? §messages : $append([$filter(§messages, function($m, $k) { \
            $k < $count(§messages) - 1 })], [{"Role": "assistant", "Content": [{"Text": \(answerText)}]}])
            """
        let text = "$count(§calls) = 0 ? §text : (\(answerText))"
        let error = contract?.error ?? AgentError.outputInvalid
        role.add(
            "Checked", "Choice",
            [
                "Choices": [
                    role.rule(
                        "$count(§faults) = 0", next: finish, assign: [("messages", settled), ("text", text)]),
                    role.rule(
                        "§asks >= \(Self.maximumAsks)",
                        next: failure("Invalid", error, "\"The answer is not valid: \" & $join(§faults, \"; \")")),
                ],
                "Assign": role.assign([
                    ("asks", "§asks + 1"), ("answered", "false"),
                    ("messages", "$append(§messages, [{\"Role\": \"user\", \"Content\": \(correction)}])"),
                ]),
                "Default": turn,
            ])
    }

    /// The answer from the text: a JSON value, perhaps in a fence.
    private func writeParse() {
        let json = """
            ($t := $trim($states.input.Text); $contains($t, /^```/) \
            ? $replace($replace($t, /^```[A-Za-z]*/, ""), /```[^`]*$/, "") : $t)
            """
        let parse = role.writer.workflow(startingAt: role.prefix + "Parsed") {
            role.add("Parsed", "Pass", ["Output": role.expression("$parse(\(json))"), "End": true])
        }
        role.add(
            "Parse", "Parallel",
            [
                "Arguments": ["Text": role.expression("§text")], "Branches": [.object(parse)],
                "Assign": role.assign([("answer", "$states.result[0]"), ("answered", "true")]), "Output": [:],
                "Catch": [["ErrorEquals": ["States.ALL"], "Output": [:], "Next": role.state("Unparsed")]],
                "Next": role.state("Check"),
            ])
        role.add(
            "Unparsed", "Pass",
            ["Assign": ["\(role.variable("faults"))": ["the answer is not JSON"]], "Next": role.state("Checked")])
    }

    /// Tells the agent what is wrong; each tool call of its answer gets its result.
    private var correction: String {
        let note = """
            "Your answer is not valid: " & $join(§faults, "; ") & ". Answer again."
            """
        return """
            ($note := \(note); [$count(§calls) = 0 ? {"Text": $note} : $map(§calls, function($c) { \
            {"ToolResult": {"ToolUseId": $c.ToolUseId, "Status": "error", "Content": [{"Text": $note}]}} })])
            """
    }

    private var faults: String {
        if let contract {
            let schema = SchemaCheck(contract.schema).faults(of: "§answer", called: "answer")
            guard let more = contract.faults else { return schema }
            return "($found := [\(schema)]; $count($found) > 0 ? $found : [\(more)])"
        }
        return agents.filter { $0.outputSchema != nil }.map { agent in
            let schema = SchemaCheck(agent.outputSchema ?? true).faults(of: "§answer", called: "answer")
            return agents.count == 1 ? schema : "§agent.Name = \(JSONataText.quote(agent.name)) ? \(schema)"
        }.joined(separator: ", ")
    }

    // MARK: Guardrails

    private static let guardrailResource: JSONValue = "arn:aws:states:::aws-sdk:bedrockruntime:applyGuardrail"

    /// The state that comes when there is an answer.
    var finish: JSONValue { hasGuardrail ? role.state("Leave") : exit }

    /// Guards what goes in and what comes out.
    func writeGuards() {
        guard hasGuardrail else { return }
        let isGuarded = "$exists(§agent.Guardrail)"
        role.add(
            "Enter", "Choice",
            ["Choices": [role.rule(isGuarded, next: role.state("GuardInput"))], "Default": turn])
        writeGuard(
            "GuardInput", source: "INPUT", text: "$join([§messages[-1].Content.Text], \"\\n\")", next: "GuardedInput")
        let masked = """
            $append([$filter(§messages, function($m, $k) { $k < $count(§messages) - 1 })], \
            [{"Role": "user", "Content": [{"Text": §guard.Text}]}])
            """
        writeVerdict("GuardedInput", masked: [("messages", masked)], next: turn)
        role.add(
            "Leave", "Choice",
            ["Choices": [role.rule(isGuarded, next: role.state("GuardOutput"))], "Default": exit])
        writeGuard(
            "GuardOutput", source: "OUTPUT", text: "§answered ? $string(§answer) : §text", next: "GuardedOutput")
        writeVerdict(
            "GuardedOutput",
            masked: [
                ("text", "§guard.Text"),
                ("answer", takesAnswers ? "§answered ? $parse(§guard.Text) : §answer" : "§answer"),
                ("messages", Self.replacingLastText(of: "§messages", with: "§guard.Text")),
            ], next: exit)
    }

    private static func replacingLastText(of messages: String, with text: String) -> String {
        """
        $append([$filter(\(messages), function($m, $k) { $k < $count(\(messages)) - 1 })], \
        [{"Role": "assistant", "Content": [{"Text": \(text)}]}])
        """
    }

    private func writeGuard(_ step: String, source: String, text: String, next: String) {
        var guardTask = Self.guardTask(role, source: source, text: text)
        guardTask["Assign"] = role.assign([("guard", Self.guardVerdict)])
        guardTask["Output"] = [:]
        guardTask["Next"] = role.state(next)
        if !catchAll.isEmpty { guardTask["Catch"] = .array(catchAll) }
        role.add(step, "Task", guardTask)
    }

    static func guardTask(_ role: Role, source: String, text: String) -> JSONObject {
        [
            "Comment": .string(GeneratedTask.guardrail.comment), "Resource": guardrailResource,
            "Arguments": [
                "GuardrailIdentifier": role.expression("§agent.Guardrail"), "GuardrailVersion": "DRAFT",
                "Source": .string(source),
                "Content": [["Text": ["Text": role.expression("($t := \(text); $t = \"\" ? \" \" : $t)")]]],
            ],
        ]
    }

    /// What an ApplyGuardrail answer means.
    static let guardVerdict = """
        {"Intervened": $states.result.Action = "GUARDRAIL_INTERVENED", \
        "Blocked": $states.result.Action = "GUARDRAIL_INTERVENED" \
        and $contains($string($states.result.Assessments), "\\"BLOCKED\\""), \
        "Text": $join([$states.result.Outputs.Text], "\\n")}
        """

    private func writeVerdict(_ step: String, masked: [(String, String)], next: JSONValue) {
        let blocked = failure(
            "GuardrailBlocked", AgentError.guardrailIntervened,
            "\"The guardrail \" & §agent.Guardrail & \" intervened: \" & §guard.Text")
        role.add(
            step, "Choice",
            [
                "Choices": [
                    role.rule("§guard.Blocked", next: blocked),
                    role.rule("§guard.Intervened", next: next, assign: masked),
                ],
                "Default": next,
            ])
    }
}
