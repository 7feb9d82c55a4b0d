import JSON

/// The Map state that works on the tasks of a wave; each iteration is an agent loop of its own.
///
/// Iterations cannot set variables outside, so each gets an equal share of what is left of the budget, counts by itself,
/// and its usage is added when the wave is over. A failure is data, never an error of the Map: nothing that was used or
/// done gets lost.
struct WorkerLoop {
    let state: OrchestratorWorkers
    let outer: Role
    let agents: [Agent]
    let loop: AgentLoop

    private var role: Role { loop.role }

    init(state: OrchestratorWorkers, context: LoweringContext, outer: Role) {
        self.state = state
        self.outer = outer
        var names = state.workers
        if case .replace(let other) = state.onWorkerFailure, !names.contains(other) { names.append(other) }
        agents = context.agents(names)
        let role = Role(outer.writer, "Worker", countsAlone: true)
        loop = AgentLoop(
            context: context, role: role, agents: agents, exit: role.state("Succeeded"),
            handlers: ["States.ALL": role.state("Failed")],
            grounding: "$join([§job.Needed.Text, \(AgentLoop.resultsOfTools)], \"\\n\")",
            question: "§job.Task.Objective")
    }

    func write(next: JSONValue) {
        let inline: JSONObject = ["ProcessorConfig": ["Mode": "INLINE"]]
        let processor = outer.writer.workflow(startingAt: "WorkerTask") { writeIteration() }
        var map: JSONObject = [
            "Items": outer.expression("§§ready"),
            "ItemSelector": [
                "Task": "{% $states.context.Map.Item.Value %}",
                "Needed": outer.expression(
                    """
                    ($needs := [$states.context.Map.Item.Value.DependsOn]; \
                    [$filter(§§results, function($r) { $r.Id in $needs })])
                    """),
                "Limits": outer.expression(share),
            ],
            "ItemProcessor": .object(inline.merging(processor)),
        ]
        map["MaxConcurrency"] = state.maxConcurrency.map(JSONValue.integer)
        let costs = loop.context.prices != nil
        func total(_ name: String) -> String {
            "\"\(name)\": §§usage.\(name) + $sum([$states.result.Usage.\(name)])"
        }
        let sums = ["InputTokens", "OutputTokens", "CacheReadTokens", "Calls"].map(total).joined(separator: ", ")
        let cost =
            costs
            ? "\"CostUSD\": $round(§§usage.CostUSD + $sum([$states.result.Usage.CostUSD]), 9)" : "\"CostUSD\": null"
        map["Assign"] = outer.assign([
            ("§results", "$append(§§results, $states.result)"), ("§usage", "{\(sums), \(cost)}"),
        ])
        map["Output"] = [:]
        map["Next"] = next
        outer.add("Work", "Map", map)
    }

    /// An equal part of what is left of the budget; the time is the same for all.
    private var share: String {
        let budget = loop.context.state.budget
        var parts = ["§§limits"]
        let count = "$count(§§ready)"
        if budget.maxTokens != nil {
            let used = "§§usage.InputTokens - §§usage.OutputTokens"
            parts.append("{\"MaxTokens\": $floor((§§limits.MaxTokens - \(used)) / \(count))}")
        }
        if budget.maxCostUSD != nil {
            parts.append("{\"MaxCostUSD\": (§§limits.MaxCostUSD - §§usage.CostUSD) / \(count)}")
        }
        if budget.maxCalls != nil {
            parts.append("{\"MaxCalls\": $floor((§§limits.MaxCalls - §§usage.Calls) / \(count))}")
        }
        return "$merge([\(parts.joined(separator: ", "))])"
    }

    // MARK: One task

    private func writeIteration() {
        var usage = AgentLoop.emptyUsage
        if loop.context.prices == nil { usage["CostUSD"] = .null }
        let context = "{\"Task\": $states.input.Task, \"Needed\": $states.input.Needed}"
        let start = loop.initial(
            agent: "$lookup(§§workers, $states.input.Task.Worker)", messages: messages("$states.input"),
            context: context)
        role.add(
            "Task", "Pass",
            [
                "Assign": role.assign(
                    start + [
                        ("job", "$states.input"), ("limits", "$states.input.Limits"),
                        ("usage", JSONataText.quote(.object(usage))), ("attempts", "1"), ("replaced", "false"),
                    ]),
                "Output": [:], "Next": loop.entry,
            ])
        loop.write()
        writeRecord("Succeeded", status: "succeeded", more: [("Output", "§answered ? §answer : \(text)")])
        writeFailure()
    }

    /// All that a worker sees: its task, and the results that the task depends on.
    private func messages(_ job: String) -> String {
        """
        ($t := \(job).Task; $as := function($x) { $type($x) = "string" ? $x : $string($x) }; \
        $needed := [\(job).Needed]; [{"Role": "user", "Content": [{"Text": $join([ \
        "Objective: " & $t.Objective, \
        $exists($t.Inputs) ? "Inputs: " & $as($t.Inputs), \
        $exists($t.OutputFormat) ? "Output format: " & $t.OutputFormat, \
        $map($needed, function($r) { "Result of " & $r.Id & ":\\n" & ($r.Status = "succeeded" ? $r.Text \
        : "(failed: " & $r.Error & ")") })], "\\n\\n")}]}])
        """
    }

    /// The size, about in bytes, of the texts of all results.
    private static let resultsLength = 100_000

    /// The worker's text; its share of what all of them may have.
    private var text: String {
        JSONataText.cutting(
            "§text", to: "\(min(AgentLoop.resultLength, Self.resultsLength / Int(clamping: state.maxTasks)))")
    }

    private func writeRecord(_ step: String, status: String, more: [(String, String)]) {
        let fields =
            [
                ("Id", "§job.Task.Id"), ("Worker", "§agent.Name"), ("Status", JSONataText.quote(status)),
                ("Text", text),
            ] + more + [("Attempts", "§attempts"), ("Turns", "§turns"), ("Usage", "§usage")]
        role.add(
            step, "Pass",
            [
                "Output": .object(JSONObject(fields.lazy.map { name, source in (name, role.expression(source)) })),
                "End": true,
            ])
    }

    /// Tries again, has another agent try, or records the failure.
    private func writeFailure() {
        let mayTry = "§failure.Error != \"\(AgentError.budgetExceeded)\""
        var rules: [JSONValue] = []
        let again = loop.initial(messages: messages("§job"), context: "§context") + [("attempts", "§attempts + 1")]
        if state.attempts > 1 {
            rules.append(
                role.rule(
                    "\(mayTry) and §attempts < \(state.attempts) and $not(§replaced)", next: loop.entry, assign: again))
        }
        if case .replace(let other) = state.onWorkerFailure {
            let agent = ("agent", "$lookup(§§workers, \(JSONataText.quote(other)))")
            rules.append(
                role.rule(
                    "\(mayTry) and $not(§replaced)", next: loop.entry,
                    assign: again + [agent, ("replaced", "true")]))
        }
        if rules.isEmpty {
            role.add("Failed", "Pass", ["Next": role.state("Lost")])
        } else {
            role.add("Failed", "Choice", ["Choices": .array(rules), "Default": role.state("Lost")])
        }
        writeRecord(
            "Lost", status: "failed",
            more: [("Error", "§failure.Error"), ("Cause", "$substring(§failure.Cause, 0, 4000)")])
    }
}
