import JSON

/// Collects what a stack needs, in a fixed order.
struct DeploymentBuilder {
    let project: ExportProject
    var inventory: Inventory
    var deployment: Deployment

    var settings: ExportSettings { project.settings }

    /// The stack of a project.
    static func build(_ project: ExportProject) -> Deployment {
        let names = project.machines.map(\.name).joined(separator: ", ")
        var builder = DeploymentBuilder(
            project: project, inventory: Inventory(project),
            deployment: Deployment(description: "Step Functions workflows exported by Baton: \(names)"))
        builder.addEverything()
        return builder.deployment
    }

    private mutating func addEverything() {
        var definitions: [ExportedDefinition] = []
        var policies: [[Statement]] = []
        for machine in project.machines {
            definitions.append(Tokenization.export(machine, &inventory))
            policies.append(PolicyDerivation.statements(machine, &inventory))
        }
        let needs = Needs(definitions: definitions, policies: policies)
        deployment.expect(policies)
        addOpenTokens(definitions)
        if has(.kms) { addKey() }
        if has(.vpc) { addNetwork() }
        for (index, machine) in project.machines.enumerated() {
            addMachine(machine, definitions[index], policies[index])
        }
        addFunctions(needs)
        addHarnesses()
        addRuntimes()
        addTables(needs)
        addBuckets(needs)
        addActivities(needs)
        addConnections(needs)
        addGuardrails()
        addAlarms()
        addDashboard()
        addBudget()
        addParts()
        addOutputs()
    }

    private mutating func addParts() {
        if has(.messaging) { addMessaging() }
        if has(.api) { addAPI() }
        if has(.waf) { addFirewall() }
        if has(.schedule) { addSchedule() }
        if has(.events) { addEvents() }
        if has(.cloudtrail) { addTrail() }
        if has(.backup) { addBackup() }
        if has(.website) { addWebsite() }
        if has(.sagemaker) { addStudio() }
    }

    func has(_ part: DeploymentPart) -> Bool { settings.parts.contains(part) }

    // MARK: Adding

    mutating func add(
        _ name: String, _ type: ResourceType, _ properties: Value, after dependencies: [String] = [],
        isRetained: Bool = false, comment: String? = nil
    ) {
        deployment.resources.append(
            Deployment.Resource(
                name: name, body: .other(type, properties), dependencies: dependencies, isRetained: isRetained,
                comment: comment))
    }

    mutating func addParameter(_ name: String, _ kind: Deployment.Parameter.Kind, _ description: String) {
        guard !deployment.parameters.contains(where: { $0.name == name }) else { return }
        deployment.parameters.append(Deployment.Parameter(name: name, kind: kind, description: description))
    }

    mutating func addOutput(_ name: String, _ value: Value, _ description: String) {
        deployment.outputs.append(Deployment.Output(name: name, value: value, description: description))
    }

    // MARK: What many resources share

    /// The tags by which costs can be told apart.
    var tags: [Tag] {
        var tags = [Tag(key: "Stack", value: Text(.stack))]
        for (key, value) in settings.tags.sorted(by: { $0.key < $1.key }) where key != "Stack" {
            tags.append(Tag(key: key, value: Text(stringLiteral: value)))
        }
        return tags
    }

    /// The machine that the stack is about.
    var mainMachine: SourceMachine? { project.machines.first }

    /// The alias of the main machine, which callers start.
    mutating func mainAlias() -> Value {
        .reference(.resource("\(mainMachine.map { inventory.names.name(.machine, $0.name) } ?? "")Alias"))
    }

    /// The role of a service of AWS, with a policy of these statements.
    mutating func addRole(
        _ name: String, for service: String, from source: Text? = nil, _ statements: [Statement],
        policyName: String = "Work"
    ) {
        var condition: [Value.Member] = [
            .init(name: "StringEquals", value: ["aws:SourceAccount": .reference(.account)])
        ]
        if let source { condition.append(.init(name: "ArnLike", value: ["aws:SourceArn": .text(source)])) }
        let trust: Value = .object([
            "Effect": "Allow", "Principal": ["Service": .text(Text(stringLiteral: service))],
            "Action": "sts:AssumeRole",
            "Condition": service == "lambda.amazonaws.com" ? nil : .object(condition),
        ])
        let policies: Value? =
            statements.isEmpty
            ? nil
            : [["PolicyName": .text(Text(stringLiteral: policyName)), "PolicyDocument": statements.policy]]
        add(
            name, .role,
            .object([
                "AssumeRolePolicyDocument": .document(["Version": "2012-10-17", "Statement": [trust]]),
                "Policies": policies, "Tags": tags.list,
            ]))
    }

    private mutating func addOpenTokens(_ definitions: [ExportedDefinition]) {
        for token in definitions.flatMap(\.tokens) where token.local == nil {
            guard case .text(let text) = token.value, case .reference(.parameter(let name))? = text.parts.first else {
                continue
            }
            addParameter(
                name, .text(default: nil, allowed: []), "Stands for the token \(token.name) of the definitions.")
        }
    }

    private mutating func addOutputs() {
        for machine in project.machines {
            let name = inventory.names.name(.machine, machine.name)
            addOutput("\(name)Arn", .reference(.resource(name)), "The state machine \(machine.name).")
        }
    }
}

/// What the definitions and the policies refer to.
struct Needs {
    private let references: Set<Reference>

    init(definitions: [ExportedDefinition], policies: [[Statement]]) {
        let values = definitions.flatMap(\.tokens).map(\.value) + policies.flatMap { $0 }.map(\.value)
        references = Set(values.flatMap(\.references))
    }

    /// Whether the resource of that name is needed.
    func contains(_ name: String) -> Bool {
        references.contains { reference in
            switch reference {
            case .resource(name), .attribute(name, _): true
            default: false
            }
        }
    }
}

extension Value {
    /// The references inside.
    var references: [Reference] {
        switch self {
        case .text(let text):
            text.parts.compactMap { part in
                if case .reference(let reference) = part { reference } else { nil }
            }
        case .list(let elements): elements.flatMap(\.references)
        case .object(let members): members.flatMap(\.value.references)
        case .document(let value), .encoded(let value), .commented(_, let value): value.references
        case .bool, .integer, .number: []
        }
    }
}
