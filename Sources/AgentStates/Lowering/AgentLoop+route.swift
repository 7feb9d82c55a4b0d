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
}
