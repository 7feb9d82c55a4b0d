import JSON

/// ```
/// Start ─▶ Prompt ─▶ PlanBegin ─▶ Plan… ─▶ Planned ─▶ (Review) ─▶ Accept ─▶ Wave ─▶ Work (a Map) ─▶ Worked ─▶ Wave …
///                                    ▲                                        │
///                                    └───────────── Judge ◀──── Round ◀───────┘──▶ Combine ─▶ Synthesize… ─▶ Done
/// ```
///
/// | variable | what it holds |
/// | --- | --- |
/// | `§§plan` | all tasks, in plan order |
/// | `§§results` | one record for each task that was worked on |
/// | `§§ready` | the tasks of the wave |
/// | `§§round`, `§§reviews` | how often was planned, and refused by a person |
extension OrchestratorWorkers {
    func lower(_ context: LoweringContext, _ role: Role) {
        let agents = context.agents([orchestrator])
        let planning = AgentLoop(
            context: context, role: Role(role.writer, "Plan"), agents: agents, contract: contract,
            exit: role.state("Planned"), progress: Self.progress)
        let writers = context.agents([synthesizer])
        let opening = Opening(context: context, role: role, agents: agents)
        let combining = AgentLoop(
            context: context, role: Role(role.writer, "Synthesize"), agents: writers, exit: opening.closing,
            progress: Self.progress, grounding: "$join([§§results.Text, \(AgentLoop.resultsOfTools)], \"\\n\")")
        planning.noteConfigurations(in: "agent", byName: false)
        combining.noteConfigurations(in: "agent", byName: false)
        let working = WorkerLoop(state: self, context: context, outer: role)
        working.loop.noteConfigurations(in: "§workers", byName: true)
        var constants: [(String, JSONValue)] = [
            ("§plan", []), ("§results", []), ("§round", 1), ("§reviews", 0),
            (
                "§workers",
                .object(JSONObject(working.agents.lazy.map { ($0.name, working.loop.configuration(of: $0)) }))
            ),
        ]
        for agent in agents { constants.append((planning.role.sharedKey("agent"), planning.configuration(of: agent))) }
        for agent in writers {
            constants.append((combining.role.sharedKey("agent"), combining.configuration(of: agent)))
        }
        opening.write(constants, summarizing: planning, owner: orchestrator, next: role.state("PlanBegin"))
        writePlanning(planning, role, opening)
        writeReview(planning, role)
        writeWaves(role, working)
        writeRounds(planning, role)
        writeSynthesis(combining, role)
        opening.writeEnd(
            messages: """
                $append(\(opening.messages), [{"Role": "assistant", "Content": [{"Text": \
                \(combining.role.source("§text"))}]}])
                """,
            owner: JSONataText.quote(orchestrator),
            output: Result.of(combining.role).filter { $0.0 != "Turns" } + [
                ("Turns", "§§usage.Calls"), ("Plan", "§§plan"), ("Results", Self.resultsInOrder),
            ], as: combining.role)
    }

    /// One record for every task, in plan order.
    private static let resultsInOrder = """
        [$map(§§plan, function($t) { [$filter(§§results, function($r) { $r.Id = $t.Id })][0] })]
        """

    // MARK: The plan

    private var planSchema: JSONValue {
        let text: JSONValue = ["type": "string"]
        var properties: JSONObject = [
            "Tasks": [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": [
                        "Id": ["type": "string", "minLength": 1],
                        "Worker": ["type": "string", "enum": .array(workers.map(JSONValue.string))],
                        "Objective": ["type": "string", "minLength": 1],
                        "Inputs": ["description": "All that the worker needs to know; it sees nothing else."],
                        "OutputFormat": text,
                        "DependsOn": ["type": "array", "items": text],
                    ],
                    "required": ["Id", "Worker", "Objective"],
                ],
            ]
        ]
        if maxRounds > 1 {
            properties["Satisfied"] = [
                "type": "boolean", "description": "Whether the results answer the request, so that no task is left.",
            ]
            properties["Reason"] = text
        }
        return ["type": "object", "properties": .object(properties), "required": ["Tasks"]]
    }

    private var contract: AgentLoop.Contract {
        let ids = "$append([§§plan.Id], [$tasks.Id])"
        let names = "[$map($x, function($t) { $t.Id })]"
        // Of the tasks those are taken out again and again whose dependencies are all taken out; what is left is a cycle.
        let ordered = """
            $reduce($tasks, function($done, $any) { $append($done, [$filter($tasks, function($t) { \
            $not($t.Id in $done) and $count($filter($t.DependsOn, function($d) { $not($d in $done) })) = 0 }).Id]) }, \
            [§§plan.Id])
            """
        let empty = maxRounds > 1 ? "$count($tasks) = 0 and $not(§answer.Satisfied = true)" : "$count($tasks) = 0"
        let faults = """
            ($tasks := §answer.Tasks; $ids := \(ids); [ \
            \(empty) ? "the plan has no tasks", \
            $count($ids) > \(maxTasks) ? "the plan has " & $string($count($ids)) \
            & " tasks, at most \(maxTasks) are allowed", \
            $count($distinct($ids)) < $count($ids) ? "two tasks have the same Id", \
            $map($tasks, function($t) { ($unknown := [$filter($t.DependsOn, function($d) { $not($d in $ids) })]; \
            $count($unknown) > 0 ? "task " & $t.Id & " depends on " & $join($unknown, ", ") \
            & ", which is not a task") }), \
            ($known := [$filter($tasks, function($t) { $count($filter($t.DependsOn, function($d) { \
            $not($d in $ids) })) = 0 })]; $count($known) = $count($tasks) ? ($done := \(ordered); \
            $x := [$filter($tasks, function($t) { $not($t.Id in $done) })]; \
            $count($x) > 0 ? "the dependencies of " & $join(\(names), ", ") & " form a cycle"))])
            """
        return AgentLoop.Contract(
            schema: planSchema,
            purpose: "Gives the plan: the tasks, who does each, and which results of others each depends on.",
            faults: faults, error: AgentError.planInvalid)
    }

    private func writePlanning(_ loop: AgentLoop, _ role: Role, _ opening: Opening) {
        let team = workers.map { "- \($0)" }.joined(separator: "\n")
        let instructions = """


            Divide this into at most \(maxTasks) tasks for these workers:
            \(team)

            A worker sees its own task and the results that the task depends on, nothing else. Tasks that do not depend \
            on each other run at the same time.
            """
        role.add(
            "PlanBegin", "Pass",
            [
                "Assign": loop.role.assign(
                    loop.initial(
                        messages: """
                            ($ms := \(opening.messages); $n := $count($ms) - 1; [$map($ms, function($m, $k) { \
                            $k < $n ? $m : $merge([$m, {"Content": $append($m.Content, \
                            [{"Text": \(JSONataText.quote(instructions.trimmingBlanks))}])}]) })])
                            """)),
                "Next": loop.entry,
            ])
        loop.write()
        let answer = loop.role.source("§answer")
        var rules: [JSONValue] = []
        if maxRounds > 1 {
            let isDone = "§§round > 1 and (\(answer).Satisfied = true or $count(\(answer).Tasks) = 0)"
            rules.append(role.rule(isDone, next: role.state("Combine")))
        }
        let next = role.state(reviewsPlan ? "Review" : "Accept")
        if rules.isEmpty {
            role.add("Planned", "Pass", ["Next": next])
        } else {
            role.add("Planned", "Choice", ["Choices": .array(rules), "Default": next])
        }
        role.add(
            "Accept", "Pass",
            ["Assign": role.assign([("§plan", "$append(§§plan, \(answer).Tasks)")]), "Next": role.state("Wave")])
    }

    /// A person sees the plan before any work is done; what they say goes back to the orchestrator.
    private func writeReview(_ loop: AgentLoop, _ role: Role) {
        guard reviewsPlan else { return }
        role.add(
            "Review", "Task",
            [
                "Comment": .string(GeneratedTask.approval.comment),
                "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                "Arguments": [
                    "FunctionName": .string(BuiltInFunction.approvals),
                    "Payload": [
                        "Kind": "Plan", "TaskToken": role.expression("$states.context.Task.Token"),
                        "State": .string(role.writer.author), "Agent": .string(orchestrator),
                        "Plan": loop.role.expression("§answer"),
                    ],
                ],
                "Next": role.state("Reviewed"),
            ])
        let refused = loop.failure(
            "Rejected", AgentError.planInvalid, "\"The plan was refused \" & $string(§§reviews + 1) & \" times\"")
        role.add(
            "Reviewed", "Choice",
            [
                "Choices": [
                    role.rule("$states.input.Approved = true", next: role.state("Accept")),
                    role.rule("§§reviews >= \(Self.maximumReviews - 1)", next: refused),
                ],
                "Default": role.state("Revise"),
            ])
        let feedback = "[$states.input.Feedback, $states.input.Reason, \"no reason was given\"][0]"
        let request = "\"A person does not agree with the plan: \" & \(feedback) & \". Plan again.\""
        role.add(
            "Revise", "Pass",
            [
                "Assign": loop.role.assign(
                    again(loop, request) + [("§reviews", "§§reviews + 1")]), "Output": [:], "Next": loop.turn,
            ])
    }

    private static let maximumReviews = 10

    /// The orchestrator's conversation goes on with a request.
    private func again(_ loop: AgentLoop, _ request: String) -> [(String, String)] {
        loop.initial(
            messages: "$append(§messages, [{\"Role\": \"user\", \"Content\": [{\"Text\": \(request)}]}])")
    }

    // MARK: Waves

    private func writeWaves(_ role: Role, _ working: WorkerLoop) {
        let ready = """
            ($done := [§§results.Id]; [$filter(§§plan, function($t) { $not($t.Id in $done) \
            and $count($filter($t.DependsOn, function($d) { $not($d in $done) })) = 0 })])
            """
        role.add(
            "Wave", "Choice",
            [
                "Choices": [role.rule("$count(§§results) >= $count(§§plan)", next: role.state("Round"))],
                "Assign": role.assign([("§ready", ready)]), "Default": role.state("Work"),
            ])
        working.write(next: role.state("Worked"))
        var rules: [JSONValue] = []
        if stopsAtFailure {
            rules.append(
                role.rule(
                    "$count($filter(§§results, function($r) { $r.Status = \"failed\" })) > 0",
                    next: failure(
                        role, "TasksFailed", role.expression(Self.errorOfFailedTasks),
                        """
                        "These tasks failed: " & $join([$filter(§§results, function($r) { \
                        $r.Status = "failed" }).Id], ", ")
                        """)))
        }
        if rules.isEmpty {
            role.add("Worked", "Pass", ["Next": role.state("Wave")])
        } else {
            role.add("Worked", "Choice", ["Choices": .array(rules), "Default": role.state("Wave")])
        }
    }

    /// Whether a task that failed for good fails the state.
    private var stopsAtFailure: Bool {
        switch onWorkerFailure {
        case .fail, .replace: true
        case .continue, .quorum: false
        }
    }

    /// A budget that is used up is told as such.
    private static let errorOfFailedTasks = """
        "\(AgentError.budgetExceeded)" in [§§results.Error] ? "\(AgentError.budgetExceeded)" \
        : "\(AgentError.workerFailed)"
        """

    /// What was done so far, for the causes of errors; texts are cut.
    private static let progress: [(String, String)] = [
        (
            "Plan",
            """
            [$map(§§plan, function($t) { {"Id": $t.Id, "Worker": $t.Worker, \
            "Objective": $substring($t.Objective, 0, 200)} })]
            """
        ),
        (
            "Results",
            """
            [$map(§§results, function($r) { {"Id": $r.Id, "Status": $r.Status, "Error": $r.Error, \
            "Text": $substring($r.Text, 0, 1000)} })]
            """
        ),
    ]

    private func failure(_ role: Role, _ step: String, _ error: JSONValue, _ reason: String) -> JSONValue {
        let progress = Self.progress.map { "\"\($0)\": \($1)" }.joined(separator: ", ")
        let cause = "$string({\"Reason\": \(reason), \"Usage\": §§usage, \(progress)})"
        role.add(step, "Fail", ["Error": error, "Cause": role.expression(cause)])
        return role.state(step)
    }

    // MARK: Rounds

    private func writeRounds(_ loop: AgentLoop, _ role: Role) {
        var rules: [JSONValue] = []
        if case .quorum(let least) = onWorkerFailure {
            let succeeded = "$count($filter(§§results, function($r) { $r.Status = \"succeeded\" }))"
            rules.append(
                role.rule(
                    "\(succeeded) < \(least)",
                    next: failure(
                        role, "QuorumNotMet", .string(AgentError.quorumNotMet),
                        "$string(\(succeeded)) & \" tasks succeeded, \(least) had to\"")))
        }
        if maxRounds > 1 { rules.append(role.rule("§§round < \(maxRounds)", next: role.state("Judge"))) }
        if rules.isEmpty {
            role.add("Round", "Pass", ["Next": role.state("Combine")])
        } else {
            role.add("Round", "Choice", ["Choices": .array(rules), "Default": role.state("Combine")])
        }
        guard maxRounds > 1 else { return }
        let request = """
            "These are the results so far:\\n\\n" & \(Self.report) & "\\n\\nIf they answer the request, say that you are \
            satisfied and give no tasks. If not, plan only what is still to be done, with new Ids; new tasks can depend on \
            finished ones."
            """
        role.add(
            "Judge", "Pass",
            [
                "Assign": loop.role.assign(again(loop, request) + [("§round", "§§round + 1")]), "Next": loop.turn,
            ])
    }

    /// All results as text.
    private static let report = """
        $join([$map(\(resultsInOrder), function($r) { "[" & $r.Id & "] " & $r.Worker & ", " & $r.Status & ":\\n" \
        & ($r.Status = "succeeded" ? $r.Text : $r.Error) })], "\\n\\n")
        """

    // MARK: Synthesis

    private func writeSynthesis(_ loop: AgentLoop, _ role: Role) {
        let prompt = """
            "Answer this request from the results of the workers.\\n\\nRequest:\\n" & §§request \
            & "\\n\\nResults:\\n\\n" & \(Self.report)
            """
        role.add(
            "Combine", "Pass",
            [
                "Assign": loop.role.assign(
                    loop.initial(messages: "[{\"Role\": \"user\", \"Content\": [{\"Text\": \(prompt)}]}]")),
                "Next": loop.entry,
            ])
        loop.write()
    }
}
