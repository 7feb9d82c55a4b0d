import JSON

extension AgentLoop {
    /// The tools of all agents of the loop, each once.
    var tools: [Tool] {
        var seen: Set<String> = []
        return agents.flatMap { agent -> [Tool] in
            guard case .model(let model) = agent.body else { return [] }
            return model.tools.compactMap { seen.insert($0).inserted ? context.catalog.tool($0) : nil }
        }
    }

    /// Runs the tool calls of one answer; each call gets its result, in one message.
    func writeTools() {
        let calls =
            transfers
            ? "[$filter(§calls, function($c) { $not($exists($lookup(§agent.Targets, $c.Name))) })]" : "§calls"
        let inline: JSONObject = ["ProcessorConfig": ["Mode": "INLINE"]]
        let processor = role.writer.workflow(startingAt: role.prefix + "Tool") { writeTool() }
        var results = "[$map($states.result, function($r) { {\"ToolResult\": $r} })]"
        var assign = [("messages", "")]
        if transfers {
            let first = """
                [$filter(§calls, function($c) { $exists($lookup(§agent.Targets, $c.Name)) })]
                """
            results = """
                $append(\(results), [$map(\(first), function($c) { {"ToolResult": {"ToolUseId": $c.ToolUseId, \
                "Status": "success", "Content": [{"Text": "Transferred to " & $lookup(§agent.Targets, $c.Name)}]}} })])
                """
            assign.append(("transfer", "($t := \(first); $count($t) = 0 ? null : $t[0])"))
        }
        assign[0].1 = "$append(§messages, [{\"Role\": \"user\", \"Content\": \(results)}])"
        role.add(
            "Tools", "Map",
            [
                "Items": role.expression(calls),
                "ItemSelector": [
                    "Id": role.expression("$states.context.Map.Item.Value.ToolUseId"),
                    "Name": role.expression("$states.context.Map.Item.Value.Name"),
                    "Input": role.expression("$states.context.Map.Item.Value.Input"),
                    "Faults": role.expression("($call := $states.context.Map.Item.Value; [\(inputFaults)])"),
                ],
                "ItemProcessor": .object(inline.merging(processor)),
                "Assign": role.assign(assign), "Output": [:],
                "Next": transfers ? role.state("Transfer") : turn,
            ])
    }

    private var inputFaults: String {
        tools.map { tool in
            let schema = SchemaCheck(tool.inputSchema).faults(of: "$call.Input", called: "input")
            return "$call.Name = \(JSONataText.quote(tool.name)) ? \(schema)"
        }.joined(separator: ", ")
    }

    // MARK: One call

    private func writeTool() {
        let tools = tools
        var rules = [
            role.rule("$not($states.input.Name in §agent.Tools)", next: writeUnknownTool(tools)),
            role.rule("$count($states.input.Faults) > 0", next: writeBadInput()),
        ]
        let approved = tools.filter(\.needsApproval).map { JSONValue.string($0.name) }
        guard !tools.isEmpty else {
            role.add("Tool", "Choice", ["Choices": [rules[1]], "Default": role.state("ToolUnknown")])
            return
        }
        let call = [("call", "$states.input")]
        if !approved.isEmpty {
            rules.append(
                role.rule(
                    "$states.input.Name in \(JSONataText.quote(.array(approved)))", next: role.state("Approval"),
                    assign: call))
            writeApproval()
        }
        role.add(
            "Tool", "Choice",
            ["Choices": .array(rules), "Assign": role.assign(call), "Default": role.state("Dispatch")])
        role.add(
            "Dispatch", "Choice",
            [
                "Choices": .array(
                    tools.map { tool in
                        role.rule(
                            "§call.Name = \(JSONataText.quote(tool.name))", next: role.state("Tool.\(tool.name)"))
                    }),
                "Default": role.state("ToolUnknown"),
            ])
        for tool in tools { write(tool) }
        writeToolResult()
    }

    private func writeUnknownTool(_ tools: [Tool]) -> JSONValue {
        let known = JSONValue.array(tools.map { .string($0.name) })
        let text = """
            ($states.input.Name in \(JSONataText.quote(known)) \
            ? "\(AgentError.toolNotAllowed): you are not allowed to call " : "There is no tool ") \
            & $states.input.Name & ($count(§agent.Tools) = 0 ? "; you have no tools" \
            : "; you can call " & $join(§agent.Tools, ", "))
            """
        writeErrorResult("ToolUnknown", text)
        return role.state("ToolUnknown")
    }

    private func writeBadInput() -> JSONValue {
        writeErrorResult("ToolBadInput", "\"The input is not valid: \" & $join($states.input.Faults, \"; \")")
        return role.state("ToolBadInput")
    }

    /// A result that tells the model what went wrong.
    private func writeErrorResult(_ step: String, _ text: String, id: String = "$states.input.Id") {
        role.add(
            step, "Pass",
            [
                "Output": [
                    "ToolUseId": role.expression(id), "Status": "error",
                    "Content": [["Text": role.expression("$substring(\(text), 0, 4000)")]],
                ],
                "End": true,
            ])
    }

    private func write(_ tool: Tool) {
        let step = "Tool.\(tool.name)"
        let comment = JSONValue.string(
            "\(GeneratedTask.tool(tool.name).comment); SideEffect: \(tool.sideEffect.rawValue)")
        role.note(step, TaskCall.fields) { context.place(ofTool: tool.name, $0) }
        var fields: JSONObject
        switch tool.work {
        case .clock:
            let time = """
                $exists(§call.Input.offset) ? $now("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01][Z]", §call.Input.offset) : $now()
                """
            role.add(
                step, "Pass",
                ["Comment": comment, "Output": role.expression(time), "Next": role.state("ToolResult")])
            return
        case .task(let call):
            let rewriting = authorRewriting(role)
            fields = ["Comment": comment, "Resource": .string(call.resource)]
            fields["Arguments"] = call.arguments.map(rewriting.rewrite) ?? role.expression("§call.Input")
            fields["Output"] = call.output.map(rewriting.rewrite)
            fields["HeartbeatSeconds"] = call.heartbeatSeconds
        case .function(let name, let settings):
            fields = [
                "Comment": comment, "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": [
                    "FunctionName": .string(name),
                    "Payload": [
                        "Tool": .string(tool.name), "Input": role.expression("§call.Input"), "Settings": settings,
                    ],
                ],
                "Output": role.expression("$states.result.Payload"),
            ]
        }
        fields["TimeoutSeconds"] = tool.timeoutSeconds
        fields["Retry"] = tool.retry
        fields["Catch"] = [["ErrorEquals": ["States.ALL"], "Next": role.state("ToolFailed")]]
        fields["Next"] = role.state("ToolResult")
        role.add(step, "Task", fields)
        writeToolFailure()
    }

    /// What the model reads of a call that failed.
    func writeToolFailure() {
        writeErrorResult(
            "ToolFailed",
            "\"The tool failed: \" & $states.input.Error & ($exists($states.input.Cause) ? \": \" & $states.input.Cause : \"\")",
            id: "§call.Id")
    }

    /// Turns what a tool gave into text; a long text is cut, and says so.
    private func writeToolResult() {
        let limit = "$min([\(Self.resultLength), $floor(\(Self.turnResultLength) / $count(§calls))])"
        let text = """
            ($r := $states.input; $text := $type($r) = "string" ? $r : $string($r); \
            $text = "" ? "(no result)" : \(JSONataText.cutting("$text", to: limit)))
            """
        var result: JSONObject = [
            "Output": [
                "ToolUseId": role.expression("§call.Id"), "Status": "success",
                "Content": [["Text": role.expression(text)]],
            ]
        ]
        guard hasGuardrail else {
            result["End"] = true
            role.add("ToolResult", "Pass", result)
            return
        }
        result["Next"] = role.state("ToolGuarded")
        role.add("ToolResult", "Pass", result)
        writeToolGuard()
    }

    // MARK: Approval

    /// A person decides by task token; a refusal is a result that the model reads.
    private func writeApproval() {
        role.add(
            "Approval", "Task",
            [
                "Comment": .string(GeneratedTask.approval.comment),
                "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                "Arguments": [
                    "FunctionName": .string(BuiltInFunction.approvals),
                    "Payload": [
                        "Kind": "Tool", "TaskToken": role.expression("$states.context.Task.Token"),
                        "State": .string(role.writer.author), "Agent": role.expression("§agent.Name"),
                        "Tool": role.expression("§call.Name"), "Input": role.expression("§call.Input"),
                    ],
                ],
                "Catch": [["ErrorEquals": ["States.ALL"], "Next": role.state("Refusal")]],
                "Next": role.state("Approved"),
            ])
        role.add(
            "Approved", "Choice",
            [
                "Choices": [role.rule("$states.input.Approved = true", next: role.state("Dispatch"))],
                "Default": role.state("Refusal"),
            ])
        let reason = "[$states.input.Reason, $states.input.Cause, \"no reason was given\"][0]"
        writeErrorResult("Refusal", "\"A person refused this call: \" & \(reason)", id: "§call.Id")
    }
}

/// What an author's expressions in a tool or an agent mean once they stand in a generated state.
///
/// `$tool.input`, `.name` and `.id` are the call at hand; `$states.input` is the input of the agent state.
func authorRewriting(_ role: Role) -> JSONataRewriting {
    JSONataRewriting { name, field in
        switch (name, field) {
        case ("tool", "input"): .field(role.source("§call.Input"))
        case ("tool", "name"): .field(role.source("§call.Name"))
        case ("tool", "id"): .field(role.source("§call.Id"))
        case ("tool", _):
            .variable(role.source("{\"input\": §call.Input, \"name\": §call.Name, \"id\": §call.Id}"))
        case ("agent", _): .variable(role.source("§request"))
        case ("candidate", _): .variable(role.source("§§candidate"))
        case ("messages", _): .variable(role.source("§messages"))
        case ("transfer", _): .variable(role.source("§handover"))
        case ("states", "input"): .field(role.source("§§input"))
        default: nil
        }
    }
}

extension JSONObject {
    /// This object with the members of another one added.
    func merging(_ other: JSONObject) -> JSONObject {
        var merged = self
        for (key, value) in other { merged[key] = value }
        return merged
    }
}
