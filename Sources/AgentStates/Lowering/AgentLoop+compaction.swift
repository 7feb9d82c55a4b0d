import JSON

extension AgentLoop {
    private var summarizes: Bool { agents.contains { $0.memory?.overflow == .summarize } }

    /// Makes a conversation shorter before it is too long for a payload: the prompt and the later half stay.
    ///
    /// What stays after the prompt begins with an answer, so that turns alternate and every call keeps its result.
    func writeCompaction() -> JSONValue {
        let start = """
            $first := [$filter([$floor($count(§messages) / 2)..$count(§messages) - 1], \
            function($k) { $k > 0 and §messages[$k].Role = "assistant" })][0]
            """
        func shortened(_ note: String) -> String {
            """
            (\(start); $append([$merge([§messages[0], {"Content": $append(§messages[0].Content, \
            [{"Text": \(note)}])}])], [$filter(§messages, function($m, $k) { $k >= $first })]))
            """
        }
        role.add(
            "Compact", "Pass",
            [
                "Assign": role.assign([("messages", shortened("\"[Earlier steps were left out.]\""))]),
                "Next": turn,
            ])
        guard summarizes else { return role.state("Compact") }
        let dropped = """
            (\(start); $substring($string([$filter(§messages, function($m, $k) { $k > 0 and $k < $first })]), 0, 100000))
            """
        var fields = AgentLoop.summaryCall(role, of: dropped)
        let note = "\"[Summary of earlier steps] \" & $join([$states.result.Output.Message.Content.Text], \"\\n\")"
        fields["Assign"] = role.assign([
            ("messages", shortened(note)), ("usage", usage(after: "$states.result.Usage")),
        ])
        fields["Output"] = [:]
        fields["Catch"] = [["ErrorEquals": ["States.ALL"], "Output": [:], "Next": role.state("Compact")]]
        fields["Next"] = turn
        role.add("Summarize", "Task", fields)
        role.add(
            "Shorten", "Choice",
            [
                "Choices": [role.rule("§agent.Summarizes", next: role.state("Summarize"))],
                "Default": role.state("Compact"),
            ])
        return role.state("Shorten")
    }

    /// A call of the agent's own model that sums up a part of a conversation.
    static func summaryCall(_ role: Role, of text: String) -> JSONObject {
        let request = """
            Sum up this part of a conversation for the one who continues it: facts, decisions, results of tools, \
            what is still open. Be brief.\n\n
            """
        return [
            "Comment": .string(GeneratedTask.model(.summarize).comment),
            "Resource": "arn:aws:states:::aws-sdk:bedrockruntime:converse",
            "Arguments": [
                "RequestMetadata": ["agent": role.expression("§agent.Name"), "role": "Summarize"],
                "ModelId": role.expression("§agent.Models[§model]"),
                "Messages": [
                    [
                        "Role": "user",
                        "Content": [["Text": role.expression("\(JSONataText.quote(request)) & \(text)")]],
                    ]
                ],
                "InferenceConfig": ["MaxTokens": 1024],
            ],
            "TimeoutSeconds": .integer(callSeconds),
        ]
    }
}
