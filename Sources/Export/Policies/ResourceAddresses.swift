import JSONata

/// Turns what tasks name into the addresses of a policy.
struct ResourceAddresses {
    var inventory: Inventory
    /// The machine whose policy it is.
    let machine: String

    /// The addresses of what an argument names, whether by name or by address.
    ///
    /// - Returns: one address for each text; where nothing is known of a text, whatever `unknown` says.
    mutating func addresses(
        _ texts: [TextPattern], _ form: ResourceForm, unknown: [Text]? = nil
    ) -> [Text] {
        texts.flatMap { text -> [Text] in
            let name = text.wildcardText
            if name == "*" { return unknown ?? [form.address("*")] }
            if let arn = TargetARN(name) { return [inventory.ownAddress(arn)?.value ?? address(arn, name)] }
            if form == Self.eventBus, let bus = inventory.bus(named: name) { return [Text(.attribute(bus, "Arn"))] }
            return [form.address(name)]
        }
    }

    private static let eventBus = ResourceForm("events", "event-bus/{}")

    /// An address as it is valid in the deployment's account.
    func address(_ arn: TargetARN, _ text: String) -> Text {
        arn.account == inventory.project.account || arn.account == "*" ? arn.relative : Text(stringLiteral: text)
    }

    // MARK: What the stack brings along

    mutating func functions(_ texts: [TextPattern]) -> [Text] {
        let form = ResourceForm("lambda", "function:{}")
        return texts.flatMap { text -> [Text] in
            let (name, qualifier) = Self.functionName(text.wildcardText)
            if name == "*" {
                let own = inventory.functionNames.map { Text(.attribute(inventory.names.name(.function, $0), "Arn")) }
                return own.isEmpty ? [form.address("*")] : own
            }
            guard inventory.hasFunction(name), isLocal(text.wildcardText) else {
                return addresses([text], form)
            }
            let id = inventory.names.name(.function, name)
            return ["\(.attribute(id, "Arn"))\(qualifier)"]
        }
    }

    /// `charge:live` and its address as name and `:live`.
    private static func functionName(_ text: String) -> (name: String, qualifier: String) {
        let rest = TargetARN(text)?.name(after: "function:") ?? text
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts.first ?? rest, parts.count > 1 ? ":\(parts[1])" : "")
    }

    private func isLocal(_ text: String) -> Bool {
        TargetARN(text).map { $0.account == inventory.project.account } ?? true
    }

    mutating func tables(_ texts: [TextPattern]) -> [Text] {
        let form = ResourceForm("dynamodb", "table/{}")
        return texts.flatMap { text -> [Text] in
            let full = text.wildcardText
            let name = TargetARN(full)?.name(after: "table/") ?? full
            if full == "*" {
                let own = inventory.tableNames.map { Text(.attribute(inventory.names.name(.table, $0), "Arn")) }
                return own.isEmpty ? [form.address("*")] : own
            }
            guard inventory.hasTable(name), isLocal(full) else { return addresses([text], form) }
            return [Text(.attribute(inventory.names.name(.table, name), "Arn"))]
        }
    }

    /// Buckets, or with a key the objects in them.
    mutating func buckets(_ texts: [TextPattern], key: String? = nil) -> [Text] {
        texts.flatMap { text -> [Text] in
            let full = text.wildcardText
            let name = full.hasPrefix("arn:") ? String(full.split(separator: ":").last ?? "*") : full
            if name == "*" {
                let own = inventory.bucketNames.map { Text(.attribute(inventory.names.name(.bucket, $0), "Arn")) }
                return (own.isEmpty ? ["arn:\(.partition):s3:::*"] : own).map { Self.inside($0, key) }
            }
            guard inventory.hasBucket(name) else { return [Self.inside("arn:\(.partition):s3:::\(name)", key)] }
            return [Self.inside(Text(.attribute(inventory.names.name(.bucket, name), "Arn")), key)]
        }
    }

    private static func inside(_ bucket: Text, _ key: String?) -> Text { key.map { "\(bucket)/\($0)" } ?? bucket }

    mutating func machines(_ texts: [TextPattern]) -> [Text] {
        texts.map { text in
            let full = text.wildcardText
            guard let arn = TargetARN(full), let name = arn.name(after: "stateMachine:") else {
                return ResourceForm("states", "stateMachine:{}").address("*")
            }
            return inventory.hasMachine(name) && isLocal(full) ? inventory.arn(ofMachine: name) : address(arn, full)
        }
    }

    /// The executions of machines, Standard and Express ones.
    mutating func executions(_ texts: [TextPattern]) -> [Text] {
        texts.flatMap { text -> [Text] in
            guard let arn = TargetARN(text.wildcardText), let name = arn.name(after: "stateMachine:") else {
                return Self.executions(of: "*")
            }
            return Self.executions(
                of: inventory.hasMachine(name) ? inventory.physicalName(ofMachine: name) : "\(name)")
        }
    }

    /// The reference of permissions has both kinds for DescribeExecution.
    static func executions(of machine: Text) -> [Text] {
        [
            "arn:\(.partition):states:\(.region):\(.account):execution:\(machine):*",
            "arn:\(.partition):states:\(.region):\(.account):express:\(machine):*:*",
        ]
    }

    mutating func connections(_ texts: [TextPattern]) -> [Text] {
        texts.map { text in
            let full = text.wildcardText
            guard let arn = TargetARN(full), let rest = arn.name(after: "connection/") else {
                return ResourceForm("events", "connection/{}").address("*/*")
            }
            let name = String(rest.prefix { $0 != "/" })
            guard isLocal(full) else { return address(arn, full) }
            return Text(.attribute(inventory.names.name(.connection, name), "Arn"))
        }
    }

    mutating func queues(_ texts: [TextPattern]) -> [Text] {
        texts.map { text in
            let parts = text.wildcardText.split(separator: "/").map(String.init)
            let name = parts.last ?? "*"
            guard parts.count == 4, parts[2] != "*", parts[2] != inventory.project.account else {
                guard inventory.bringsMessaging, name != "*" else { return ResourceForm("sqs", "{}").address(name) }
                return Text(.attribute(inventory.names.name(.queue, name), "Arn"))
            }
            let region = parts[1].split(separator: ".").dropFirst().first.map(String.init) ?? "*"
            return "arn:\(.partition):sqs:\(region):\(parts[2]):\(name)"
        }
    }
}
