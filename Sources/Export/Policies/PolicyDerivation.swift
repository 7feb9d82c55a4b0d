import AgentStates
import JSON
import JSONata
import StatesLanguage

/// Finds out what a machine has to be allowed from what it does.
struct PolicyDerivation {
    var addresses: ResourceAddresses
    let machine: SourceMachine
    let variables: VariableTexts

    init(_ machine: SourceMachine, _ inventory: Inventory) {
        addresses = ResourceAddresses(inventory: inventory, machine: machine.name)
        self.machine = machine
        variables = VariableTexts(machine.machine)
    }

    /// The statements for all tasks and distributed Map states.
    static func statements(_ machine: SourceMachine, _ inventory: inout Inventory) -> [Statement] {
        var derivation = PolicyDerivation(machine, inventory)
        let statements = machine.machine.allStates.flatMap { derivation.parametrized(for: $0) }.merged()
        inventory = derivation.addresses.inventory
        return statements
    }

    /// The statements for each state that needs some, by its name, in the order of the definition.
    static func statementsByState(
        _ machine: SourceMachine, _ inventory: Inventory
    ) -> [(state: String, statements: [Statement])] {
        var derivation = PolicyDerivation(machine, inventory)
        return machine.machine.allStates.map { ($0.name, derivation.parametrized(for: $0).merged()) }
            .filter { !$0.1.isEmpty }
    }

    private mutating func parametrized(for state: State) -> [Statement] {
        statements(for: state).map { statement in
            var statement = statement
            statement.resources = statement.resources.map(\.withParameters)
            return statement
        }
    }

    private mutating func statements(for state: State) -> [Statement] {
        switch state.kind {
        case .task(let task): statements(for: task)
        case .map(let map): statements(for: map)
        case .pass, .choice, .wait, .succeed, .fail, .parallel: []
        }
    }

    // MARK: Tasks

    private mutating func statements(for task: TaskState) -> [Statement] {
        let arguments = TaskArguments(template: task.arguments, variables: variables)
        var statements = role(task)
        switch task.resource {
        case .lambda(let arn):
            let functions = addresses.functions([TextPattern(arn)])
            statements.append(Statement(["lambda:InvokeFunction"], on: functions))
        case .activity: break
        case .service(let integration):
            for permission in Self.permissions(integration) {
                statements += self.statements(for: permission, arguments)
            }
            if integration.service == "http" { statements.append(endpoint(arguments)) }
        }
        return statements
    }

    /// A task with credentials of its own works under another role.
    private func role(_ task: TaskState) -> [Statement] {
        switch task.roleArn {
        case nil: []
        case .literal(let arn)?: [Statement(["sts:AssumeRole"], on: roles([TextPattern(arn)]))]
        case .expression(let expression)?:
            [Statement(["sts:AssumeRole"], on: roles(expression.texts { variables[$0] }))]
        case .path?, .intrinsic?: [Statement(["sts:AssumeRole"], on: roles([.anything]))]
        }
    }

    private static func permissions(_ integration: ServiceIntegration) -> [Permission] {
        if integration.isSDK {
            return SDKPermissions.permissions(service: integration.service, action: integration.action)
        }
        guard let known = OptimizedPermissions.all["\(integration.service):\(integration.action)"] else {
            return SDKPermissions.permissions(
                service: integration.service == "elasticmapreduce" ? "emr" : integration.service,
                action: integration.action)
        }
        switch integration.pattern {
        case .sync, .sync2: return known.call + known.job
        case .requestResponse, .waitForTaskToken: return known.call
        }
    }

    private mutating func statements(for permission: Permission, _ arguments: TaskArguments) -> [Statement] {
        if case .passedRole(let path, let service) = permission.scope {
            let texts = path.isEmpty ? [.anything] : arguments.texts(at: path)
            return texts.isEmpty
                ? []
                : [
                    Statement(
                        permission.actions, on: roles(texts),
                        if: ["StringEquals": ["iam:PassedToService": .text(Text(stringLiteral: service))]])
                ]
        }
        let resources = resources(permission.scope, arguments)
        guard !resources.isEmpty else { return [] }
        let isOpen = !permission.scope.isOneThing && resources.contains { $0.isOpen }
        return [
            Statement(
                permission.actions, on: resources,
                comment: isOpen ? "The definition computes the name; narrow this where you can." : nil)
        ]
    }

    // MARK: Resources

    private mutating func resources(_ scope: Permission.Scope, _ arguments: TaskArguments) -> [Text] {
        let texts = scope.path.map(arguments.texts(at:)) ?? []
        switch scope {
        case .everything: return [Statement.everything]
        case .fixed(let form): return [form.address("*")]
        case .named(_, let form):
            return texts.isEmpty ? [form.address(form.missingName)] : addresses.addresses(texts, form)
        case .revision(_, let form):
            return addresses.addresses(texts.isEmpty ? [.anything] : texts, form).map { $0.withAnyRevision }
        case .function: return addresses.functions(texts.isEmpty ? [.anything] : texts)
        case .table: return addresses.tables(texts.isEmpty ? [.anything] : texts)
        case .tables(let path): return addresses.tables(tableNames(path, arguments))
        case .requestedTables:
            let names = arguments.memberNames("RequestItems").map { TextPattern($0) }
            return addresses.tables(names.isEmpty ? [.anything] : names)
        case .machine: return addresses.machines(texts.isEmpty ? [.anything] : texts)
        case .executions: return addresses.executions(texts.isEmpty ? [.anything] : texts)
        case .connection: return addresses.connections(texts.isEmpty ? [.anything] : texts)
        case .runtime:
            let form = ResourceForm("bedrock-agentcore", "runtime/{}")
            return addresses.addresses(texts.isEmpty ? [.anything] : texts, form).flatMap { [$0, "\($0)/*"] }
        case .queue: return addresses.queues(texts.isEmpty ? [.anything] : texts)
        case .model: return models(texts)
        case .guardrail: return guardrails(texts)
        case .bucket: return addresses.buckets(texts.isEmpty ? [.anything] : texts)
        case .objects(_, let key):
            let keys = key.map(arguments.texts(at:)) ?? []
            return (keys.isEmpty ? [.anything] : keys).flatMap {
                addresses.buckets(texts.isEmpty ? [.anything] : texts, key: $0.wildcardText)
            }
        case .objectAddress: return texts.flatMap { objects($0) }
        case .first(let scopes):
            let present = scopes.first { $0.path.map { !arguments.texts(at: $0).isEmpty } ?? false }
            return present.map { resources($0, arguments) } ?? [Statement.everything]
        case .passedRole: return []
        }
    }

    private func tableNames(_ path: [String], _ arguments: TaskArguments) -> [TextPattern] {
        let kinds = ["Put", "Update", "Delete", "ConditionCheck", "Get"]
        let names = kinds.flatMap { arguments.texts(at: path + [$0, "TableName"]) }
        return names.isEmpty ? [.anything] : names
    }

    /// What asks for a model by a variable asks for one of the agents' models.
    private func models(_ texts: [TextPattern]) -> [Text] {
        let known = machine.requirements.models.map { TextPattern($0) }
        let isOpen = texts.isEmpty || texts.contains(.anything)
        return addresses.models(isOpen && !known.isEmpty ? known : texts.isEmpty ? [.anything] : texts)
    }

    private mutating func guardrails(_ texts: [TextPattern]) -> [Text] {
        let own = machine.requirements.guardrails.keys.sorted().map {
            Text(.attribute(addresses.inventory.names.name(.guardrail, $0), "GuardrailArn"))
        }
        let isOpen = texts.isEmpty || texts.contains(.anything)
        if isOpen, !own.isEmpty { return own }
        return addresses.addresses(texts.isEmpty ? [.anything] : texts, ResourceForm("bedrock", "guardrail/{}"))
    }

    /// `s3://bucket/key` and `bucket/key`.
    private mutating func objects(_ text: TextPattern) -> [Text] {
        var full = text.wildcardText
        if full.hasPrefix("s3://") { full.removeFirst(5) }
        if full.hasPrefix("/") { full.removeFirst() }
        guard full != "*", let slash = full.firstIndex(of: "/") else {
            return addresses.buckets([full == "*" ? .anything : TextPattern(full)], key: "*")
        }
        let bucket = String(full[..<slash])
        let key = String(full[full.index(after: slash)...])
        return addresses.buckets(
            [bucket == "*" ? .anything : TextPattern(bucket)], key: key.isEmpty || key.hasSuffix("/") ? key + "*" : key)
    }

    private func roles(_ texts: [TextPattern]) -> [Text] {
        texts.map { text in
            let full = text.wildcardText
            if let arn = TargetARN(full) { return addresses.address(arn, full) }
            return "arn:\(.partition):iam::\(.account):role/\(full)"
        }
    }

    // MARK: HTTP

    /// An HTTP task may call its endpoint with its method; the action knows no addresses, but these conditions.
    ///
    /// Source: Step Functions Developer Guide, "Call HTTPS APIs in workflows".
    private func endpoint(_ arguments: TaskArguments) -> Statement {
        let endpoints = arguments.texts("ApiEndpoint").map(\.wildcardText)
        let methods = arguments.texts("Method").compactMap(\.constant)
        var condition: [Value.Member] = []
        if !methods.isEmpty {
            condition.append(.init(name: "StringEquals", value: ["states:HTTPMethod": .texts(methods)]))
        }
        if !endpoints.isEmpty, !endpoints.contains("*") {
            condition.append(
                .init(name: "StringLike", value: ["states:HTTPEndpoint": .list(endpoints.map(self.endpoint))]))
        }
        return Statement(
            ["states:InvokeHTTPEndpoint"], on: [Statement.everything],
            if: condition.isEmpty ? nil : .object(condition))
    }

    /// An endpoint with the author's `${Token}`s as parameters.
    private func endpoint(_ text: String) -> Value { .text(Text(openTokensOf: text)) }
}

extension ResourceForm {
    /// What is meant where a task names nothing.
    fileprivate var missingName: String {
        switch (service, pattern) {
        case ("athena", _): "primary"
        case ("events", "event-bus/{}"), ("mediaconvert", _): service == "events" ? "default" : "Default"
        default: "*"
        }
    }
}

extension Text {
    /// Whether it stands for whatever there is of its kind.
    fileprivate var isOpen: Bool {
        guard self != Statement.everything, case .constant(let last)? = parts.last else { return false }
        return last.hasSuffix(":*") || last.hasSuffix("/*") && !last.contains("execution")
    }

    /// The address with `:*` where it ends without a revision.
    fileprivate var withAnyRevision: Text {
        guard case .constant(let last)? = parts.last else { return self }
        let name = last.split(separator: "/").last ?? ""
        return name.contains(":") || name == "*" && last.hasSuffix(":*") ? self : "\(self):*"
    }

    /// A text in which the `${Token}`s of the author are parameters.
    init(openTokensOf text: String) {
        var result: Text = ""
        var rest = Substring(text)
        for name in tokenNames(in: text) {
            guard let range = rest.firstRange(of: "${\(name)}") else { continue }
            result = "\(result)\(String(rest[..<range.lowerBound]))\(Reference(openToken: name))"
            rest = rest[range.upperBound...]
        }
        self = "\(result)\(String(rest))"
    }

    /// The same with the author's tokens as parameters; a token for a whole address stands alone.
    var withParameters: Text {
        var result: Text = ""
        for part in parts {
            switch part {
            case .reference(let reference): result = "\(result)\(reference)"
            case .constant(let text): result = "\(result)\(Text(openTokensOf: text))"
            }
        }
        if case .reference(.parameter(let name))? = result.parts.last, name.lowercased().hasSuffix("arn") {
            return Text(.parameter(name))
        }
        return result
    }
}
