internal import JSON

extension ImportedProject {
    /// The text of `baton.yaml`.
    func configuration(_ stack: Stack, stubs: Bool) -> String {
        var sections = ["region: \(quoted(stack.region))\naccount: \(JSONValue.string(stack.account).text)"]
        if !buckets.isEmpty { sections.append("buckets: buckets") }
        if !tables.isEmpty { sections.append((["tables:"] + tables.map(\.line)).joined(separator: "\n")) }
        if !connections.isEmpty {
            sections.append((["connections:"] + connections.map(\.line)).joined(separator: "\n"))
        }
        let bindings = stubs ? missing : missing.filter { !$0.key.asksModels }
        if !bindings.isEmpty { sections.append(resources(bindings, stubs: stubs)) }
        if !stubs, let call = missing.first(where: \.key.asksModels) {
            sections.append(
                """
                # '\(call.state)' of \(call.machine) asks a model: say what answers for it, a provider or a script.
                # models: {"*": {provider: ollama, model: llama3.2}}
                """)
        }
        return sections.joined(separator: "\n\n") + "\n"
    }

    private func resources(_ bindings: [MissingBinding], stubs: Bool) -> String {
        var lines =
            stubs
            ? ["# Stand-ins with a fixed result: bind each to a command, a URL or an endpoint instead.", "resources:"]
            : [
                "# Nothing here performs these calls: take out the '#' and bind each to a command, a URL, an endpoint",
                "# or a fixed result.", "# resources:",
            ]
        for binding in bindings {
            let key = binding.key.contains(":") ? JSONValue.string(binding.key).text : quoted(binding.key)
            let line = "  \(key): {result: \(binding.placeholder.text)}  # '\(binding.state)' of \(binding.machine)"
            lines.append(stubs ? line : "#\(line)")
        }
        return lines.joined(separator: "\n")
    }
}

extension ImportedTable {
    fileprivate var line: String {
        let keys = ["partitionKey: \(partition.text)"] + (sort.map { ["sortKey: \($0.text)"] } ?? [])
        return "  \(quoted(name)): {\(keys.joined(separator: ", "))}"
    }
}

extension ImportedTable.Key {
    fileprivate var text: String { type == "S" ? quoted(name) : "{name: \(quoted(name)), type: \(type)}" }
}

extension ImportedConnection {
    fileprivate var line: String {
        let secret = "{environment: \(variable)}"
        let member =
            switch authorization {
            case .none: ""
            case .basic(let username): "basic: {username: \(quoted(username)), password: \(secret)}"
            case .apiKey(let header): "apiKey: {name: \(quoted(header)), value: \(secret)}"
            case .oauth(let url, let method, let client):
                "oauth: {tokenUrl: \(quoted(url)), method: \(method), clientId: \(quoted(client)), "
                    + "clientSecret: \(secret)}"
            }
        return "  \(quoted(name)): {\(member)}"
    }
}
