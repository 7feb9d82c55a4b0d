package import JSON
package import StatesLanguage

/// What came of lowering a definition.
package struct Lowering: Sendable {
    /// The plain definition; nil where the agent parts have errors.
    package let document: Document?
    package let diagnostics: [Diagnostic]
    /// The author's state that each generated state belongs to.
    package let origins: [String: String]
    /// What generated states have from elsewhere in the definition, by their names and the paths in them.
    let places: [String: Location]
    /// Where the author's agent states stand.
    let stateLocations: [String: Location]
    /// What the plain definition needs besides.
    package let requirements: Requirements

    /// What a lowered machine calls that comes with Baton.
    package struct Requirements: Sendable, Hashable {
        /// The policies of the guardrails that are applied, by name.
        package var guardrails: [String: JSONValue] = [:]
        /// The agents that judge for guardrails where no Bedrock does: `{ModelId, System, InferenceConfig}`, by guardrail.
        package var judges: [String: JSONValue] = [:]
        /// The names of the functions of `BuiltInFunction` that are called.
        package var functions: [String] = []
        /// The ids of the models that are called.
        package var models: [String] = []
        package var usesSessions = false

        package init() {}
    }
}

extension Lowering {
    /// Lowers a definition: agent states become plain ones, everything else stays as it is.
    ///
    /// The same definition always lowers to the same text, and a plain definition to itself.
    ///
    /// - Parameter prices: what models cost, for budgets and for `CostUSD`.
    package init(_ document: Document, prices: PriceTable = .listed) {
        let findings = Findings(map: document.map)
        guard let definition = document.value.object, document.value.hasAgentParts else {
            self.init(
                document: document, diagnostics: [], origins: [:], places: [:], stateLocations: [:],
                requirements: Requirements())
            return
        }
        let reader = FieldReader(definition, at: .root, findings)
        var catalog = AgentCatalog.decode(reader)
        catalog.prices = prices
        var lowerer = DefinitionLowerer(
            catalog: catalog, findings: findings, names: NameTable(document.value),
            isJSONata: definition["QueryLanguage"] == "JSONata")
        var plain = lowerer.workflow(definition, at: .root)
        for field in AgentCatalog.fields { plain[field] = nil }
        lowerer.checkUse(of: reader)
        if !findings.hasErrors { lowerer.checkSize(of: .object(plain)) }
        let text = Document(value: .object(plain), map: document.map)
        self.init(
            document: findings.hasErrors ? nil : text, diagnostics: findings.diagnostics, origins: lowerer.origins,
            places: lowerer.places.places, stateLocations: lowerer.stateLocations,
            requirements: lowerer.requirements(of: .object(plain)))
    }
}

extension JSONValue {
    /// Whether the definition has agents, tools, guardrails or states for agents: whether lowering changes it.
    package var hasAgentParts: Bool {
        AgentCatalog.fields.contains { self[$0] != nil } || hasAgentStates
    }

    private var hasAgentStates: Bool {
        (self["States"]?.object ?? [:]).contains { _, state in
            if let type = state["Type"]?.string, AgentStateType(rawValue: type) != nil { return true }
            let inner = (state["Branches"]?.array ?? []) + ["ItemProcessor", "Iterator"].compactMap { state[$0] }
            return inner.contains(where: \.hasAgentStates)
        }
    }
}

/// Walks a definition and lowers the agent states in it.
private struct DefinitionLowerer {
    let catalog: AgentCatalog
    let findings: Findings
    let names: NameTable
    let isJSONata: Bool
    let places = AuthorPlaces()
    private(set) var origins: [String: String] = [:]
    private(set) var stateLocations: [String: Location] = [:]
    private var usedAgents: Set<String> = []

    init(catalog: AgentCatalog, findings: Findings, names: NameTable, isJSONata: Bool) {
        self.catalog = catalog
        self.findings = findings
        self.names = names
        self.isJSONata = isJSONata
    }

    mutating func workflow(_ object: JSONObject, at location: Location) -> JSONObject {
        guard let states = object["States"]?.object else { return object }
        let place = location.member("States")
        var lowered = object
        var plain = JSONObject()
        for (name, state) in states { plain[name] = self.state(name, state, at: place.member(name)) }
        lowered["States"] = .object(plain)
        return lowered
    }

    private mutating func state(_ name: String, _ value: JSONValue, at location: Location) -> JSONValue {
        guard var object = value.object else { return value }
        if let type = object["Type"]?.string.flatMap(AgentStateType.init) {
            return agentState(name, type, FieldReader(object, at: location, findings))
        }
        checkSpelling(of: object["Type"], at: location.member("Type"))
        if let branches = object["Branches"]?.array {
            let place = location.member("Branches")
            object["Branches"] = .array(
                branches.enumerated().map { inner($1, at: place.element($0)) })
        }
        for key in ["ItemProcessor", "Iterator"] {
            if let processor = object[key] { object[key] = inner(processor, at: location.member(key)) }
        }
        return .object(object)
    }

    private mutating func inner(_ value: JSONValue, at location: Location) -> JSONValue {
        value.object.map { .object(workflow($0, at: location)) } ?? value
    }

    /// A type that is none, but nearly one for agents; the checks of plain states know only theirs.
    private func checkSpelling(of type: JSONValue?, at place: Location) {
        guard let type = type?.string, StateType(rawValue: type) == nil,
            let near = closest(to: type, in: AgentStateType.allCases.map(\.rawValue))
        else { return }
        findings.schema("There is no type '\(type)'; did you mean '\(near)'?", at: place)
    }

    // MARK: Agent states

    private mutating func agentState(_ name: String, _ type: AgentStateType, _ fields: FieldReader) -> JSONValue {
        let language = fields["QueryLanguage"]
        if language == nil ? !isJSONata : language != "JSONata" {
            findings.schema("An agent state needs \"QueryLanguage\": \"JSONata\"", at: fields.location)
        }
        let state = AgentState.decode(name, type, fields, catalog)
        guard let state, !findings.hasErrors else { return .object(fields.object) }
        usedAgents.formUnion(state.agentNames)
        stateLocations[name] = fields.location
        let context = LoweringContext(catalog: catalog, state: state, location: fields.location)
        if state.budget.maxCostUSD != nil, context.prices == nil { reportUnknownPrice(state, fields) }
        let writer = StateWriter(author: name, names: names, places: places, statesLanguage: !isJSONata)
        var branch: JSONObject = ["Comment": .string(AgentStateMark(state, catalog).comment)]
        branch = branch.merging(writer.workflow(startingAt: "Start") { state.kind.lower(context, Role(writer)) })
        for generated in writer.generated { origins[generated] = name }
        return .object(parallel(of: branch, fields))
    }

    private func reportUnknownPrice(_ state: AgentState, _ fields: FieldReader) {
        let unknown = state.agentNames.filter { name in
            guard case .model(let model) = catalog.agents[name]?.body else { return false }
            return model.price == nil && model.models.contains { catalog.prices.price(of: $0) == nil }
        }
        findings.error(
            AgentDiagnosticCode.unknownPrice,
            "MaxCostUSD needs to know what the models of \(unknown.joined(separator: ", ")) cost: add them to prices in baton.yaml, or give the agents a Price",
            at: fields.place("Budget").member("MaxCostUSD"))
    }

    /// The Parallel state with one branch that stands for the agent state: a variable scope of its own.
    private func parallel(of branch: JSONObject, _ fields: FieldReader) -> JSONObject {
        let rewriting = JSONataRewriting { name, field in
            name == "states" && field == "result" ? .field("$states.result[0]") : nil
        }
        var state: JSONObject = ["Type": "Parallel"]
        if !isJSONata { state["QueryLanguage"] = "JSONata" }
        state["Comment"] = fields["Comment"]
        state["Branches"] = [.object(branch)]
        state["Assign"] = fields["Assign"].map(rewriting.rewrite)
        state["Output"] = fields["Output"].map(rewriting.rewrite) ?? "{% $states.result[0] %}"
        for field in ["Retry", "Catch", "Next", "End"] { state[field] = fields[field] }
        return state
    }

    // MARK: The whole

    /// Warns of agents that no state uses, and of tools that no agent has.
    func checkUse(of definition: FieldReader) {
        guard !findings.hasErrors else { return }
        let judges = Set(catalog.judges.values)
        for (name, _) in definition["Agents"]?.object ?? [:] where !usedAgents.union(judges).contains(name) {
            findings.warning(
                AgentDiagnosticCode.unreachableAgent, "No state uses the agent '\(name)'",
                at: definition.place("Agents").member(name))
        }
        let usedTools = catalog.agents.values.reduce(into: Set<String>()) { tools, agent in
            if case .model(let model) = agent.body { tools.formUnion(model.tools) }
        }
        for (name, _) in definition["Tools"]?.object ?? [:] where !usedTools.contains(name) {
            findings.warning(
                AgentDiagnosticCode.unusedTool, "No agent has the tool '\(name)'",
                at: definition.place("Tools").member(name))
        }
    }

    /// Warns of a definition that has grown over what Step Functions takes.
    func checkSize(of plain: JSONValue) {
        let size = plain.text.utf8.count
        guard size > Self.maximumBytes else { return }
        findings.error(
            DiagnosticCode.tooLarge,
            "The plain definition has \(size) bytes, and Step Functions takes at most \(Self.maximumBytes): "
                + "divide it into nested machines", at: .root)
    }

    private static let maximumBytes = 1_048_576

    func requirements(of plain: JSONValue) -> Lowering.Requirements {
        var requirements = Lowering.Requirements()
        let agents = usedAgents.sorted().compactMap { catalog.agents[$0] }
        var models: Set<String> = []
        for agent in agents {
            if case .model(let model) = agent.body { models.formUnion(model.models) }
        }
        requirements.models = models.sorted()
        requirements.guardrails = catalog.guardrails
        requirements.judges = catalog.judges.compactMapValues { catalog.agents[$0]?.asJudge }
        let text = plain.text
        requirements.functions = BuiltInFunction.all.filter { text.contains("\"\($0)\"") }
        requirements.usesSessions = text.contains("\"\(SessionTable.name)\"")
        return requirements
    }
}

extension AgentState.Kind {
    /// Writes the plain states of an agent state into its branch.
    func lower(_ context: LoweringContext, _ role: Role) {
        switch self {
        case .agent(let state): state.lower(context, role)
        case .evaluatorOptimizer(let state): state.lower(context, role)
        case .orchestratorWorkers(let state): state.lower(context, role)
        case .handoff(let state): state.lower(context, role)
        }
    }
}
