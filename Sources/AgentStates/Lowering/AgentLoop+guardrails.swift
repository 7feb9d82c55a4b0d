import JSON

/// What goes in, what comes out and what tools give is shown to the guardrails of the agent, one after the other.
///
/// ```
/// Enter ─▶ GuardInput ─▶ GuardedInput ─▶ Turn …        … ─▶ Leave ─▶ GuardOutput ─▶ GuardedOutput ─▶ exit
///               ▲─────────────┘
/// ```
///
/// | variable | what it holds |
/// | --- | --- |
/// | `§agent.Guardrail` | the name of the guardrail; an array where there are several |
/// | `§guarding`, `§screening` | the position of the one at work, where there are several; the latter for a tool's result |
/// | `§guard` | what the last one said |
extension AgentLoop {
    private static let resource: JSONValue = "arn:aws:states:::aws-sdk:bedrockruntime:applyGuardrail"
    /// The most that Bedrock takes as the source and as the query of a grounding check.
    private static let longestSource = 100_000
    private static let longestQuery = 1_000

    /// The state that comes when there is an answer.
    var finish: JSONValue { hasGuardrail ? role.state("Leave") : exit }

    private var hasSeveralGuardrails: Bool { agents.contains { context.guardrails(of: $0).count > 1 } }

    private func guardrailName(_ counter: String = "guarding") -> String {
        hasSeveralGuardrails ? "§agent.Guardrail[§\(counter)]" : "§agent.Guardrail"
    }

    /// The variables to set before the first guardrail is asked.
    private func first(_ counter: String = "guarding") -> [(String, String)] {
        hasSeveralGuardrails ? [(counter, "0")] : []
    }

    /// Guards what goes in and what comes out.
    func writeGuards() {
        guard hasGuardrail else { return }
        let isGuarded = "$exists(§agent.Guardrail)"
        func gate(_ step: String, to next: String, otherwise: JSONValue) {
            let rule = role.rule(isGuarded, next: role.state(next), assign: first())
            role.add(step, "Choice", ["Choices": [rule], "Default": otherwise])
        }
        gate("Enter", to: "GuardInput", otherwise: turn)
        let masked = """
            $append([$filter(§messages, function($m, $k) { $k < $count(§messages) - 1 })], \
            [{"Role": "user", "Content": [{"Text": §guard.Text}]}])
            """
        let input = content("$join([§messages[-1].Content.Text], \"\\n\")")
        writeGuard("GuardInput", source: "INPUT", content: input, next: "GuardedInput")
        writeVerdict("GuardedInput", again: "GuardInput", masked: [("messages", masked)], next: turn)
        gate("Leave", to: "GuardOutput", otherwise: exit)
        writeGuard("GuardOutput", source: "OUTPUT", content: outputContent, next: "GuardedOutput")
        writeVerdict(
            "GuardedOutput", again: "GuardOutput",
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

    // MARK: Content

    /// A text as what a guardrail looks at; empty ones are refused.
    private func content(_ text: String) -> String {
        "[{\"Text\": {\"Text\": ($t := \(text); $t = \"\" ? \" \" : $t)}}]"
    }

    /// The answer; with what it has to keep to, where a guardrail asks for that and there is something.
    private var outputContent: String {
        let answer = "§answered ? $string(§answer) : §text"
        guard agents.contains(where: context.checksGrounding) else { return content(answer) }
        return """
            ($source := $substring(\(grounding), 0, \(Self.longestSource)); \
            $query := $substring(\(question), 0, \(Self.longestQuery)); \
            $answer := \(answer); $answer := $answer = "" ? " " : $answer; \
            $source = "" or $query = "" ? [{"Text": {"Text": $answer}}] : [ \
            {"Text": {"Text": $source, "Qualifiers": ["grounding_source"]}}, \
            {"Text": {"Text": $query, "Qualifiers": ["query"]}}, \
            {"Text": {"Text": $answer, "Qualifiers": ["guard_content"]}}])
            """
    }

    /// What tools gave: that is what an agent's answer has to keep to.
    static let resultsOfTools = """
        $join([$filter([§messages.Content.ToolResult], function($r) { $r.Status = "success" }).Content.Text], "\\n")
        """

    // MARK: Tasks

    private func writeGuard(_ step: String, source: String, content: String, next: String) {
        var task = guardTask(source: source, content: content)
        task["Assign"] = role.assign([("guard", Self.guardVerdict)])
        task["Output"] = [:]
        task["Next"] = role.state(next)
        if !catchAll.isEmpty { task["Catch"] = .array(catchAll) }
        role.add(step, "Task", task)
    }

    private func guardTask(source: String, content: String, counter: String = "guarding") -> JSONObject {
        [
            "Comment": .string(GeneratedTask.guardrail.comment), "Resource": Self.resource,
            "Arguments": [
                "GuardrailIdentifier": role.expression(guardrailName(counter)),
                "GuardrailVersion": guardrailVersion(counter), "Source": .string(source),
                "Content": role.expression(content),
            ],
            "Retry": [
                [
                    "ErrorEquals": .array(Self.transientErrors.map(JSONValue.string)), "IntervalSeconds": 1,
                    "MaxAttempts": 4, "BackoffRate": 2, "MaxDelaySeconds": 30, "JitterStrategy": "FULL",
                ]
            ],
        ]
    }

    /// The version of the guardrail at work; where there are several, those who deploy them find each one's here.
    private func guardrailVersion(_ counter: String) -> JSONValue {
        let names = context.catalog.guardrails.keys.sorted()
        guard names.count > 1 else { return "DRAFT" }
        let versions = names.map { "\(JSONValue.string($0).text): \"DRAFT\"" }.joined(separator: ", ")
        return role.expression(
            "($v := $lookup({\(versions)}, \(guardrailName(counter))); $exists($v) ? $v : \"DRAFT\")")
    }

    /// What an ApplyGuardrail answer means.
    private static let guardVerdict = """
        {"Intervened": $states.result.Action = "GUARDRAIL_INTERVENED", \
        "Blocked": $states.result.Action = "GUARDRAIL_INTERVENED" \
        and $contains($string($states.result.Assessments), "\\"BLOCKED\\""), \
        "Text": $join([$states.result.Outputs.Text], "\\n")}
        """

    private func writeVerdict(_ step: String, again: String, masked: [(String, String)], next: JSONValue) {
        let blocked = failure(
            "GuardrailBlocked", AgentError.guardrailIntervened,
            "\"The guardrail \" & \(guardrailName()) & \" intervened: \" & §guard.Text")
        var rules = [role.rule("§guard.Blocked", next: blocked)]
        if hasSeveralGuardrails {
            let kept = masked.map { ($0, "§guard.Intervened ? (\($1)) : §\($0)") }
            rules.append(
                role.rule(
                    "§guarding + 1 < $count(§agent.Guardrail)", next: role.state(again),
                    assign: kept + [("guarding", "§guarding + 1")]))
        }
        rules.append(role.rule("§guard.Intervened", next: next, assign: masked))
        role.add(step, "Choice", ["Choices": .array(rules), "Default": next])
    }

    // MARK: Tool results

    /// A tool's result is untrusted input: what a guardrail masks is masked, what it blocks does not reach the model.
    func writeToolGuard() {
        role.add(
            "ToolGuarded", "Choice",
            [
                "Choices": [
                    role.rule("$exists(§agent.Guardrail)", next: role.state("GuardTool"), assign: first("screening"))
                ],
                "Default": role.state("ToolUnguarded"),
            ])
        role.add("ToolUnguarded", "Pass", ["End": true])
        let text = "$states.input.Content[0].Text"
        var task = guardTask(source: "INPUT", content: content(text), counter: "screening")
        let guarded = """
            ($g := \(Self.guardVerdict); $g.Blocked ? "A guardrail blocked the result: " & $g.Text \
            : $g.Intervened ? $g.Text : \(text))
            """
        let status = """
            ($g := \(Self.guardVerdict); $g.Blocked ? "error" : $states.input.Status)
            """
        task["Output"] = [
            "ToolUseId": role.expression("§call.Id"), "Status": role.expression(status),
            "Content": [["Text": role.expression(guarded)]],
        ]
        task["Catch"] = [["ErrorEquals": ["States.ALL"], "Next": role.state("ToolFailed")]]
        if hasSeveralGuardrails {
            task["Next"] = role.state("GuardedTool")
            let hasMore = "$states.input.Status != \"error\" and §screening + 1 < $count(§agent.Guardrail)"
            let more = role.rule(hasMore, next: role.state("GuardTool"), assign: [("screening", "§screening + 1")])
            role.add("GuardedTool", "Choice", ["Choices": [more], "Default": role.state("ToolUnguarded")])
        } else {
            task["End"] = true
        }
        role.add("GuardTool", "Task", task)
        writeToolFailure()
    }
}
