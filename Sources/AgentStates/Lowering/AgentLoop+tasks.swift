import JSON

extension AgentLoop {
    /// Agents that are tasks: each has a Task state, and its reply becomes a message like a model's.
    func writeTaskAgents() {
        guard !taskAgents.isEmpty else { return }
        for (agent, call) in taskAgents { write(agent, call) }
        let reply = """
            ($r := $states.input; $type($r) = "object" ? $r : {"Text": $type($r) = "string" ? $r : $string($r)})
            """
        // Structured output and transfers come as calls, as they do from a model.
        let blocks = """
            ($r := \(reply); $t := $r.Transfer; $target := $type($t) = "object" ? $t.Agent : $t; $parts := [ \
            $exists($r.Text) and $r.Text != "" ? {"Text": $r.Text}, \
            $exists($r.Output) ? {"ToolUse": {"ToolUseId": "answer-" & $string(§turns), "Name": \
            \(JSONataText.quote(AnswerTool.name)), "Input": $r.Output}}, \
            $exists($target) ? {"ToolUse": {"ToolUseId": "transfer-" & $string(§turns), \
            "Name": "transfer_to_" & $lowercase($target), \
            "Input": $type($t) = "object" ? $merge([{"reason": ""}, {"reason": $t.Reason, "payload": $t.Payload}]) \
            : {"reason": ""}}}]; $count($parts) = 0 ? [{"Text": "(no text)"}] : $parts)
            """
        let cost = context.prices == nil ? "null" : "$sum([§usage.CostUSD, $u.CostUSD])"
        let usage = """
            ($u := (\(reply)).Usage; {"InputTokens": $sum([§usage.InputTokens, $u.InputTokens]), \
            "OutputTokens": $sum([§usage.OutputTokens, $u.OutputTokens]), \
            "CacheReadTokens": $sum([§usage.CacheReadTokens, $u.CacheReadTokens]), \
            "CostUSD": \(cost), "Calls": $sum([§usage.Calls, 1])})
            """
        role.add(
            "Ran", "Pass",
            [
                "Assign": role.assign([
                    ("messages", "$append(§messages, [{\"Role\": \"assistant\", \"Content\": \(blocks)}])"),
                    ("calls", "[\(blocks).ToolUse]"),
                    ("text", "($r := \(reply); $exists($r.Text) ? $r.Text : \"\")"),
                    ("stop", "\"end_turn\""), ("turns", "§turns + 1"), ("usage", usage),
                ]),
                "Output": [:], "Next": role.state("Route"),
            ])
    }

    private func write(_ agent: Agent, _ call: TaskCall) {
        let rewriting = authorRewriting(role)
        let request = """
            {"Prompt": $join([§messages[-1].Content.Text], "\\n"), "Messages": §messages, "Context": §context, \
            "Session": §§session}
            """
        let step = call.arguments == nil ? "Run.\(agent.name)" : "RunTask.\(agent.name)"
        var fields: JSONObject = [
            "Comment": .string(GeneratedTask.agent(agent.name, role.agentRole).comment),
            "Resource": .string(call.resource),
        ]
        role.note(step, TaskCall.fields) { context.place(ofAgent: agent.name, $0) }
        if let arguments = call.arguments {
            // The author's arguments read the request from a variable.
            role.add(
                "Run.\(agent.name)", "Pass",
                ["Assign": role.assign([("request", request)]), "Next": role.state("RunTask.\(agent.name)")])
            fields["Arguments"] = rewriting.rewrite(arguments)
        } else {
            fields["Arguments"] = role.expression(request)
        }
        fields["Output"] = call.output.map(rewriting.rewrite)
        fields["Retry"] = call.retry
        fields["TimeoutSeconds"] = call.timeoutSeconds
        fields["HeartbeatSeconds"] = call.heartbeatSeconds
        if !catchAll.isEmpty { fields["Catch"] = .array(catchAll) }
        fields["Next"] = role.state("Ran")
        role.add(step, "Task", fields)
    }
}
