import JSON
import StatesLanguage

extension AgentCatalog {
    static let fields = ["Agents", "Tools", "Guardrails"]

    /// Reads `Agents`, `Tools` and `Guardrails` of a definition.
    static func decode(_ definition: FieldReader) -> AgentCatalog {
        var catalog = AgentCatalog()
        for (name, entry) in definition.entries("Guardrails") {
            GuardrailReader(entry).check()
            var policies = entry.object
            policies["Judge"] = nil
            catalog.guardrails[name] = .object(policies)
            catalog.judges[name] = entry.quietly.string("Judge")
        }
        for (name, entry) in definition.entries("Tools") { catalog.tools[name] = Tool.decode(name, entry) }
        for (name, entry) in definition.entries("Agents") { catalog.agents[name] = Agent.decode(name, entry) }
        catalog.checkReferences(definition)
        catalog.checkJudges(definition)
        return catalog
    }

    /// Every name that an agent uses is declared.
    private func checkReferences(_ definition: FieldReader) {
        let findings = definition.findings
        for (name, entry) in definition.entries("Agents", reportsFaults: false) {
            for (tool, place) in entry.names("Tools", reportsFaults: false) where self.tool(tool) == nil {
                findings.error(
                    AgentDiagnosticCode.unknownTool,
                    unknown("tool", tool, among: Array(tools.keys) + Array(Tool.builtIn.keys)), at: place)
            }
            for (target, place) in entry.names("Handoffs", reportsFaults: false) {
                check(agent: target, at: place, findings)
                if target == name {
                    findings.error(
                        AgentDiagnosticCode.selfHandoff, "'\(name)' cannot hand off to itself", at: place)
                }
            }
            for (guardrail, place) in entry.quietly.oneOrMoreNames("Guardrail") {
                check(guardrail: guardrail, at: place, findings)
            }
            checkToolNames(of: entry, named: name)
        }
    }

    /// Those who judge for guardrails are models without guardrails, which would have to be judged in turn.
    private func checkJudges(_ definition: FieldReader) {
        for (name, entry) in definition.entries("Guardrails", reportsFaults: false) {
            guard let judge = judges[name] else { continue }
            let place = entry.place("Judge")
            check(agent: judge, at: place, definition.findings)
            guard let agent = agents[judge] else { continue }
            switch agent.body {
            case .task:
                definition.findings.schema("The judge of a guardrail has a Model: '\(judge)' is a task", at: place)
            case .model(let model) where model.system?.string?.contains("{%") == true:
                definition.findings.schema(
                    "The judge of a guardrail knows no execution: the System of '\(judge)' has an expression", at: place
                )
            case .model: break
            }
            if !agent.guardrails.isEmpty {
                definition.findings.schema(
                    "The judge of a guardrail has no guardrail of its own: '\(judge)' has one", at: place)
            }
        }
    }

    func check(agent name: String, at place: Location, _ findings: Findings) {
        guard agents[name] == nil else { return }
        findings.error(AgentDiagnosticCode.unknownAgent, unknown("agent", name, among: agents.keys), at: place)
    }

    func check(guardrail name: String, at place: Location, _ findings: Findings) {
        guard guardrails[name] == nil else { return }
        findings.error(
            AgentDiagnosticCode.unknownGuardrail, unknown("guardrail", name, among: guardrails.keys), at: place)
    }

    /// The names that a model sees for its tools and transfers are all different.
    private func checkToolNames(of entry: FieldReader, named name: String) {
        guard let agent = agents[name] else { return }
        var seen: Set<String> = [AnswerTool.name]
        for (tool, place) in entry.names("Tools", reportsFaults: false) where !seen.insert(tool).inserted {
            let reason = tool == AnswerTool.name ? "is the name of the tool that answers" : "comes twice"
            entry.findings.error(AgentDiagnosticCode.nameClash, "The tool '\(tool)' \(reason)", at: place)
        }
        for target in agent.handoffs where !seen.insert(TransferTool.name(of: target)).inserted {
            entry.findings.error(
                AgentDiagnosticCode.nameClash,
                "'\(TransferTool.name(of: target))' is the name of another tool of '\(name)'",
                at: entry.place("Handoffs"))
        }
    }

    private func unknown(_ kind: String, _ name: String, among known: some Sequence<String>) -> String {
        let names = known.sorted()
        if let near = closest(to: name, in: names) { return "There is no \(kind) '\(name)'; did you mean '\(near)'?" }
        return "There is no \(kind) '\(name)'" + (names.isEmpty ? "" : "; there are: \(names.joined(separator: ", "))")
    }
}

extension FieldReader {
    /// The members of an object, each with a reader of its own; names are checked.
    fileprivate func entries(_ name: String, reportsFaults: Bool = true) -> [(String, FieldReader)] {
        let findings = reportsFaults ? self.findings : Findings(map: SourceMap())
        guard let value = self[name], let reader = FieldReader(value, at: place(name), findings) else { return [] }
        return reader.object.compactMap { key, value in
            if !isModelName(key) {
                findings.error(
                    AgentDiagnosticCode.invalidName,
                    "'\(key)': a name has 1 to 64 letters, digits, underscores and hyphens", at: reader.place(key))
            }
            return FieldReader(value, at: reader.place(key), findings).map {
                (key, FieldReader($0.object, at: $0.location, self.findings))
            }
        }
    }

    fileprivate func names(_ name: String, reportsFaults: Bool) -> [(name: String, place: Location)] {
        reportsFaults ? names(name) : quietly.names(name)
    }

    /// Reads the same fields once more without noting what is wrong.
    fileprivate var quietly: FieldReader { FieldReader(object, at: location, Findings(map: SourceMap())) }
}

/// Whether a text can be the name of a tool, as Converse has it.
func isModelName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
        && name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
}

/// The tool that transfers a conversation to another agent.
enum TransferTool {
    static func name(of agent: String) -> String { String("transfer_to_\(agent.lowercased())".prefix(64)) }
}

/// The tool with which an agent gives an answer that has to meet a schema.
enum AnswerTool {
    static let name = "answer"
}
