import JSON

/// How a conversation goes on from one execution to the next.
///
/// ```
/// Start ─▶ Load ─▶ Recall ─▶ (SummarizeHistory) ─▶ Prompt ─▶ …
///       … ─▶ Save ─▶ Done
///             └─▶ Conflict ─▶ Reread ─▶ Rejoin ─▶ Save …
/// ```
///
/// A session is written whole, on condition that nobody wrote since it was read. Who comes second reads it again and puts
/// the own messages after what is there by then: nothing is lost, and no work is done twice. Each writer leaves a mark,
/// so that a write that is tried again after a crash is known.
///
/// | variable | what it holds |
/// | --- | --- |
/// | `§§history` | the messages of the session, without the prompt |
/// | `§§version`, `§§writers` | how often it was written, and the marks of the last writers |
/// | `§§mark` | the mark of this writer |
/// | `§§own` | what this execution adds, once somebody else was quicker; null before |
/// | `§§conflicts` | how often somebody else was quicker |
extension Opening {
    private static let maximumConflicts = 20
    private static let keptWriters = 20
    /// The optimized integration and the SDK's spell the service differently.
    private static let conflictErrors: JSONValue = [
        "DynamoDB.ConditionalCheckFailedException", "DynamoDb.ConditionalCheckFailedException",
    ]

    private func step(_ name: String) -> JSONValue { .string(role.writer.name(of: name)) }

    /// The variables to begin with.
    var sessionStart: JSONObject {
        [role.key("§mark"): "{% $uuid() %}", role.key("§own"): .null, role.key("§conflicts"): 0]
    }

    // MARK: Reading

    private var read: JSONObject {
        [
            "Resource": "arn:aws:states:::dynamodb:getItem",
            "Arguments": [
                "TableName": .string(SessionTable.name),
                "Key": ["Session": ["S": role.expression("$string(§§session)")]], "ConsistentRead": true,
            ],
            "Output": [:],
        ]
    }

    /// What was read; a session that has expired is as good as none, although the table may still have it.
    private static let found: [(String, String)] = {
        let item = "$states.result.Item"
        let isOver = "$exists(\(item).ExpiresAt.N) and $number(\(item).ExpiresAt.N) * 1000 <= $millis()"
        return [
            ("§history", "[$exists(\(item).Messages.S) and $not(\(isOver)) ? $parse(\(item).Messages.S)]"),
            ("§version", "$exists(\(item).Version.N) ? $number(\(item).Version.N) : 0"),
            ("§writers", "[$exists(\(item).Writers.S) ? $parse(\(item).Writers.S)]"),
        ]
    }()

    func writeLoad(_ memory: Memory, _ summarizing: AgentLoop?, _ owner: String) {
        let agent = "$states.result.Item.Agent.S"
        var load = read
        load["Assign"] = role.assign(
            Self.found + [("§owner", "$exists(\(agent)) ? \(agent) : \(JSONataText.quote(owner))")])
        load["Next"] = step("Recall")
        role.writer.add("Load", "Task", load)
        let kept = Self.kept(memory.maxMessages, of: "§§history")
        let isLong = "$count(§§history) > \(memory.maxMessages)"
        var rules = [role.rule(isLong, next: step("Prompt"), assign: [("§history", kept)])]
        if memory.overflow == .summarize, let summarizing, summarizing.hasModels {
            rules = [role.rule(isLong, next: step("SummarizeHistory"))]
            writeSummary(of: kept, summarizing)
        }
        role.writer.add("Recall", "Choice", ["Choices": .array(rules), "Default": step("Prompt")])
    }

    /// The last messages from a prompt on, so that no call is without its result.
    private static func kept(_ most: Int64, of messages: String) -> String {
        """
        ($h := \(messages); $n := $count($h); $starts := [$filter([0..$n - 1], function($k) { $h[$k].Role = "user" \
        and $count([$h[$k].Content.ToolResult]) = 0 })]; \
        $fit := [$filter($starts, function($k) { $k >= $n - \(most) })]; \
        $first := $count($fit) > 0 ? $fit[0] : $count($starts) > 0 ? $starts[-1] : 0; \
        [$filter($h, function($m, $k) { $k >= $first })])
        """
    }

    private func writeSummary(of kept: String, _ loop: AgentLoop) {
        let dropped = """
            ($kept := $count(\(kept)); $substring($string([$filter(§§history, function($m, $k) { \
            $k < $count(§§history) - $kept })]), 0, 100000))
            """
        var task = AgentLoop.summaryCall(loop.role, of: dropped)
        task["Assign"] = loop.role.assign([
            ("usage", loop.usage(after: "$states.result.Usage")),
            (
                "§history",
                """
                ($kept := \(kept); $text := "[Summary of earlier messages] " \
                & $join([$states.result.Output.Message.Content.Text], "\\n"); \
                [$map($kept, function($m, $k) { $k > 0 ? $m : $merge([$m, \
                {"Content": $append([{"Text": $text}], $m.Content)}]) })])
                """
            ),
        ])
        task["Output"] = [:]
        task["Next"] = step("Prompt")
        role.writer.add("SummarizeHistory", "Task", task)
    }

    // MARK: Writing

    func writeSave(_ memory: Memory, messages: String, owner: String) {
        let joined = Self.kept(memory.maxMessages, of: "$append(§§history, §§own)")
        let writers = """
            ($w := $append(§§writers, [§§mark]); \
            [$filter($w, function($x, $k) { $k >= $count($w) - \(Self.keptWriters) })])
            """
        var item: JSONObject = [
            "Session": ["S": role.expression("$string(§§session)")],
            "Messages": [
                "S": role.expression("$string($type(§§own) = \"null\" ? \(messages) : \(joined))")
            ],
            "Agent": ["S": role.expression(owner)],
            "Version": ["N": role.expression("$string(§§version + 1)")],
            "Writers": ["S": role.expression("$string(\(writers))")],
        ]
        if let seconds = memory.expiresAfterSeconds {
            item["ExpiresAt"] = ["N": role.expression("$string($floor($millis() / 1000) + \(seconds))")]
        }
        role.writer.add(
            "Save", "Task",
            [
                "Resource": "arn:aws:states:::dynamodb:putItem",
                "Arguments": [
                    "TableName": .string(SessionTable.name), "Item": .object(item),
                    "ConditionExpression": "attribute_not_exists(#version) OR #version = :version",
                    "ExpressionAttributeNames": ["#version": "Version"],
                    "ExpressionAttributeValues": [":version": ["N": role.expression("$string(§§version)")]],
                ],
                "Catch": [
                    [
                        "ErrorEquals": Self.conflictErrors,
                        "Assign": role.assign([("§own", own(messages)), ("§conflicts", "§§conflicts + 1")]),
                        "Output": [:], "Next": step("Conflict"),
                    ]
                ],
                "Output": [:], "Next": step("Done"),
            ])
        writeRejoining()
    }

    /// What this execution added to the history that it read; all of its messages where these were made shorter.
    private func own(_ messages: String) -> String {
        """
        ($m := \(messages); $n := $count(§§history); $type(§§own) != "null" ? §§own : \
        [$filter($m, function($x, $k) { $k < $n })] = §§history ? [$filter($m, function($x, $k) { $k >= $n })] : $m)
        """
    }

    private func writeRejoining() {
        role.writer.add(
            "Conflict", "Choice",
            [
                "Choices": [
                    role.rule("§§conflicts > \(Self.maximumConflicts)", next: step("SessionBusy"))
                ],
                "Default": step("Reread"),
            ])
        role.writer.add(
            "SessionBusy", "Fail",
            [
                "Error": "DynamoDB.ConditionalCheckFailedException",
                "Cause": role.expression(
                    """
                    "Others wrote the session " & $string(§§session) & " \(Self.maximumConflicts) times before this \
                    execution could"
                    """),
            ])
        var reread = read
        reread["Assign"] = role.assign(Self.found)
        reread["Next"] = step("Rejoin")
        role.writer.add("Reread", "Task", reread)
        // The put that seemed to fail was done by this execution, before a crash.
        role.writer.add(
            "Rejoin", "Choice",
            ["Choices": [role.rule("§§mark in §§writers", next: step("Done"))], "Default": step("Save")])
    }
}
