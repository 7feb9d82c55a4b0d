internal import AgentStates

/// What the stack brings along, by the names that definitions use, with the names of the resources in templates.
package struct Inventory {
    let project: ExportProject
    var names = LogicalNames()
    private let functions: Set<String>
    private let tables: Set<String>
    private let buckets: Set<String>
    private let machines: Set<String>
    private let connections: Set<String>

    package init(_ project: ExportProject) {
        self.project = project
        let requirements = project.machines.map(\.requirements)
        functions = Set(project.functions.map(\.name)).union(requirements.flatMap(\.functions))
            .union(project.calledFunctions.filter(BuiltInFunction.all.contains))
        let sessions = requirements.contains(where: \.usesSessions) ? [SessionTable.name] : []
        tables = Set(project.tables.map(\.name)).union(sessions)
        buckets = Set(project.buckets)
        machines = Set(project.machines.map(\.name))
        connections = Set(project.connections.map(\.name))
        reserveNames()
    }

    /// Names are given in an order that depends on nothing but what there is.
    private mutating func reserveNames() {
        for name in project.machines.map(\.name) { _ = names.name(.machine, name) }
        for name in functions.sorted() { _ = names.name(.function, name) }
        for name in tables.sorted() { _ = names.name(.table, name) }
        for name in buckets.sorted() { _ = names.name(.bucket, name) }
        for name in connections.sorted() { _ = names.name(.connection, name) }
        for agent in project.agents { _ = names.name(agent.kind, agent.name) }
    }

    /// What of the stack a definition means by a local address: an agent, a topic, a queue, an event bus; nil where it is
    /// something else.
    mutating func ownAddress(_ arn: TargetARN) -> (token: String, value: Text)? {
        guard arn.account == project.account else { return nil }
        switch arn.service {
        case "bedrock-agentcore":
            guard let agent = project.agents.first(where: { arn.resource == $0.localResource }) else { return nil }
            let name = names.name(agent.kind, agent.name)
            return ("\(name)Arn", Text(.attribute(name, agent.addressAttribute)))
        case "sns" where bringsMessaging && !arn.resource.contains(":"):
            let name = names.name(.topic, arn.resource)
            return ("\(name)Arn", Text(.resource(name)))
        case "sqs" where bringsMessaging:
            let name = names.name(.queue, arn.resource)
            return ("\(name)Arn", Text(.attribute(name, "Arn")))
        case "events" where bringsMessaging:
            guard let source = arn.name(after: "event-bus/"), let name = bus(named: source) else { return nil }
            return ("\(name)Arn", Text(.attribute(name, "Arn")))
        default: return nil
        }
    }

    /// The event bus of the stack for a name that a definition has; the default one is always there.
    mutating func bus(named name: String) -> String? {
        guard bringsMessaging, name != "default", !name.isEmpty, !name.contains("*") else { return nil }
        return names.name(.bus, name)
    }

    /// Whether topics, queues and event buses are the stack's.
    var bringsMessaging: Bool { project.settings.parts.contains(.messaging) }

    var functionNames: [String] { functions.sorted() }
    var tableNames: [String] { tables.sorted() }
    var bucketNames: [String] { buckets.sorted() }

    func hasFunction(_ name: String) -> Bool { functions.contains(name) }
    func hasTable(_ name: String) -> Bool { tables.contains(name) }
    func hasBucket(_ name: String) -> Bool { buckets.contains(name) }
    func hasMachine(_ name: String) -> Bool { machines.contains(name) }
    func hasConnection(_ name: String) -> Bool { connections.contains(name) }

    /// The name of a machine in the account: the stack's, then its own.
    func physicalName(ofMachine name: String) -> Text { "\(.stack)-\(name)" }

    /// The address of a machine of the stack, made of its name: machines may start each other and themselves, and
    /// templates cannot refer in circles.
    func arn(ofMachine name: String) -> Text {
        "arn:\(.partition):states:\(.region):\(.account):stateMachine:\(physicalName(ofMachine: name))"
    }
}

extension ExportProject {
    /// The functions that agents with a place of their own call, by name.
    var calledFunctions: Set<String> {
        var names = Set(functions.flatMap(\.tools).map(\.function))
        for agent in agents {
            switch agent.body {
            case .harness(let harness): names.formUnion(harness.tools.compactMap(\.functionName))
            case .runtime(let program): names.formUnion(program.tools.map(\.function))
            }
        }
        return names
    }
}

extension HarnessAgent.Tool {
    /// The name of the function behind the tool.
    var functionName: String? {
        guard case .function(let address) = work else { return nil }
        let rest = TargetARN(address)?.name(after: "function:") ?? address
        return String(rest.prefix { $0 != ":" })
    }
}

extension PlacedAgent {
    var kind: LogicalNames.Kind {
        switch body {
        case .harness: .harness
        case .runtime: .runtime
        }
    }

    /// The end of the address that definitions have: `harness/Researcher`.
    var localResource: String { "\(kind.rawValue.lowercased())/\(LogicalNames.words(name))" }

    /// The attribute of the resource that is its address.
    var addressAttribute: String {
        switch body {
        case .harness: "Arn"
        case .runtime: "AgentRuntimeArn"
        }
    }
}
