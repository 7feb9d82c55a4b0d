internal import JSON
internal import StatesLanguage

/// What grows with each round of a loop, or with each item.
///
/// Source: Step Functions Developer Guide, "Quotas related to state executions", "Passing data between states with variables".
enum PayloadRule {
    static func check(_ subject: CheckSubject) -> [CheckFinding] {
        var findings = growth(subject.definition, at: .root, subject)
        subject.definition.forEachState { _, state, location in
            for (workflow, place) in state.innerWorkflows(at: location) {
                findings += growth(workflow, at: place, subject)
            }
            if let finding = collected(state, at: location, subject) { findings.append(finding) }
        }
        // Agent states have many places for the same.
        var told: Set<String> = []
        return findings.filter { $0.severity != .note || told.insert($0.message).inserted }
    }

    // MARK: Loops

    private static func growth(_ workflow: JSONValue, at location: Location, _ subject: CheckSubject) -> [CheckFinding]
    {
        let graph = StateGraph(workflow, at: location)
        return graph.components().filter(graph.isCyclic).flatMap { component in
            component.flatMap { index in
                graph.nodes[index].growingValues.map { field, name, place in
                    grows(name, field, at: place, generatedFor: subject.origins[graph.nodes[index].name], subject)
                }
            }
        }
    }

    private static func grows(
        _ name: String, _ field: String, at place: Location, generatedFor author: String?, _ subject: CheckSubject
    ) -> CheckFinding {
        if let author {
            return subject.finding(
                .note, .payload, at: place,
                "The conversation of '\(author)' grows with each round; from 120,000 characters on its middle is left out"
            )
        }
        let limit = field == "Assign" ? "a variable and what one state assigns" : "a state's data"
        return subject.finding(
            .warning, .payload, at: place,
            "\(name) grows with each round of the loop; \(limit) may have \(QuotaRule.maximumPayloadBytes) bytes "
                + "(256 rounds of 1 KiB), then the execution fails with States.DataLimitExceeded",
            advice: "keep what is collected in S3 or DynamoDB, and only its key here")
    }

    // MARK: Items

    private static func collected(_ state: JSONValue, at location: Location, _ subject: CheckSubject) -> CheckFinding? {
        guard state["Type"]?.string == "Map", subject.origins.isEmpty || state["ItemReader"] != nil,
            state["ResultWriter"] == nil, state["ResultPath"].map({ !$0.isNull }) ?? true,
            state.isDistributedMap
        else { return nil }
        return subject.finding(
            .warning, .payload, at: location,
            "Without ResultWriter the results of all items together may have \(QuotaRule.maximumPayloadBytes) bytes",
            advice: "add a ResultWriter, or a ResultPath of null where the results are not needed")
    }
}

extension StateGraph.Node {
    /// Fields in which a value is made of itself and more.
    fileprivate var growingValues: [(field: String, name: String, place: Location)] {
        var found: [(String, String, Location)] = []
        for (key, value) in state["Assign"]?.object ?? [:] {
            let name = key.hasSuffix(".$") ? String(key.dropLast(2)) : key
            if value.string?.appends(to: "$\(name)") ?? false {
                found.append(("Assign", "$\(name)", location.member("Assign").member(key)))
            }
        }
        // What a JSONPath state puts back to where it came from.
        if let path = state["ResultPath"]?.string, path.count > 2 {
            for field in ["Parameters", "ResultSelector"] {
                for (key, value) in state[field]?.object ?? [:] where value.string?.appends(to: path) ?? false {
                    found.append((field, path, location.member(field).member(key)))
                }
            }
        }
        return found
    }
}

extension String {
    /// Whether the expression makes something longer of what is there.
    fileprivate func appends(to name: String) -> Bool {
        let code = filter { $0 != " " && $0 != "\n" }
        let starts = [
            "$append(\(name),", "[\(name),", "\(name)&", "$merge([\(name),", "States.Array(\(name),",
            "States.JsonMerge(\(name),",
        ]
        return starts.contains { code.contains($0) }
    }
}
