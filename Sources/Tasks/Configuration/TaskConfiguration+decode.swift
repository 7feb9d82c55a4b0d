package import JSON

extension TaskConfiguration {
    /// Reads the members of `baton.yaml` that concern tasks; the others belong to other parts.
    ///
    /// ```
    /// functions: functions                  # a folder, or several
    /// buckets: buckets
    /// resources:
    ///   charge: {command: [./charge, --json], timeout: 30}
    ///   "sns:publish": {result: {MessageId: m-1}}
    ///   score: {url: "http://127.0.0.1:8000/score"}
    ///   sqs: {endpoint: "http://127.0.0.1:4566"}
    /// connections:
    ///   shop: {basic: {username: anna, password: {environment: SHOP_PASSWORD}}}
    /// tables:
    ///   orders: {partitionKey: id}
    /// concurrency: {functions: 10, commands: 16, services: 8}
    /// ```
    /// - Parameter folder: where the file is, absolute; relative paths start there.
    /// - Throws: `ConfigurationFault` with the place and what is allowed.
    package init(decoding document: JSONValue, folder: String) throws(ConfigurationFault) {
        self.init(folder: folder)
        let reader = ConfigurationReader(path: "", value: document)
        if let functions = reader.member("functions") {
            functionFolders = try functions.strings().map { ConfigurationReader.absolute($0, in: folder) }
        }
        if let buckets = reader.member("buckets") { bucketFolder = try buckets.path(in: folder) }
        if let account = reader.member("account") { self.account = try account.accountNumber() }
        for (name, binding) in try reader.member("resources")?.members() ?? [] {
            bindings[name] = try ResourceBinding(binding, folder: folder)
        }
        for (name, connection) in try reader.member("connections")?.members() ?? [] {
            connections[name] = try HTTPConnection(connection, folder: folder)
        }
        for (name, table) in try reader.member("tables")?.members() ?? [] { tables[name] = try TableKeys(table) }
        if let limits = reader.member("concurrency") { concurrency = try ConcurrencyLimits(limits) }
    }
}

extension ConfigurationReader {
    fileprivate func accountNumber() throws(ConfigurationFault) -> String {
        let text = try scalar()
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw fault("expected the 12 digits of an account as a string, found '\(text)'")
        }
        return text
    }

    fileprivate func timeout() throws(ConfigurationFault) -> Int64 {
        try member("timeout")?.integer(1...99_999_999) ?? 900
    }
}

extension ResourceBinding {
    fileprivate init(_ reader: ConfigurationReader, folder: String) throws(ConfigurationFault) {
        let kinds = ["command", "agent", "url", "endpoint", "person", "result", "error"]
        let given = try reader.members().map(\.name).filter(kinds.contains)
        guard given.count == 1, let kind = given.first else {
            throw reader.fault("expected one of \(kinds.map { "'\($0)'" }.joined(separator: ", "))")
        }
        switch kind {
        case "command":
            try reader.allow("command", "folder", "environment", "timeout")
            self = .command(
                CommandBinding(
                    words: try reader.required(kind).strings(),
                    folder: try reader.member("folder")?.path(in: folder) ?? folder,
                    environment: try reader.member("environment")?.scalars() ?? [:],
                    timeoutSeconds: try reader.timeout()))
        case "agent": self = .agent(try AgentBinding(reader, folder: folder))
        case "person":
            try reader.allow("person")
            guard reader.value["person"] == true else { throw reader.fault("'person' can only be true") }
            self = .person
        case "url":
            try reader.allow("url", "timeout")
            self = .url(try reader.required(kind).url(), timeoutSeconds: try reader.timeout())
        case "endpoint":
            try reader.allow("endpoint")
            let url = try reader.required(kind).url()
            self = .endpoint(url.hasSuffix("/") ? String(url.dropLast()) : url)
        case "result":
            try reader.allow("result")
            self = .result(reader.value["result"] ?? .null)
        default:
            try reader.allow("error", "cause")
            self = .failure(error: try reader.required("error").string(), cause: try reader.member("cause")?.scalar())
        }
    }
}

extension AgentBinding {
    fileprivate init(_ reader: ConfigurationReader, folder: String) throws(ConfigurationFault) {
        try reader.allow("agent", "folder", "environment", "timeout", "heartbeat", "memory", "cpu", "tools")
        self.init(
            words: try reader.required("agent").strings(),
            folder: try reader.member("folder")?.path(in: folder) ?? folder,
            environment: try reader.member("environment")?.scalars() ?? [:], timeoutSeconds: try reader.timeout(),
            heartbeatSeconds: try reader.member("heartbeat")?.integer(1...99_999_999) ?? 300,
            memoryMegabytes: try reader.member("memory")?.integer(16...1_048_576),
            processorSeconds: try reader.member("cpu")?.integer(1...99_999_999))
        for (name, tool) in try reader.member("tools")?.members() ?? [] { tools[name] = try Tool(tool) }
    }
}

extension AgentBinding.Tool {
    /// The name of a function, or `{function, settings}`.
    fileprivate init(_ reader: ConfigurationReader) throws(ConfigurationFault) {
        guard reader.value.object != nil else {
            self.init(function: try reader.string(), settings: nil)
            return
        }
        try reader.allow("function", "settings")
        self.init(function: try reader.required("function").string(), settings: reader.value["settings"] ?? [:])
    }
}

extension HTTPConnection {
    fileprivate init(_ reader: ConfigurationReader, folder: String) throws(ConfigurationFault) {
        try reader.allow("basic", "apiKey", "oauth", "headers", "query")
        headers = try reader.member("headers")?.scalars() ?? [:]
        query = try reader.member("query")?.scalars() ?? [:]
        switch (reader.member("basic"), reader.member("apiKey"), reader.member("oauth")) {
        case (nil, nil, nil): authorization = .none
        case (let basic?, nil, nil):
            try basic.allow("username", "password")
            authorization = .basic(
                username: try basic.required("username").string(),
                password: try basic.required("password").secret(in: folder))
        case (nil, let key?, nil):
            try key.allow("name", "value")
            authorization = .apiKey(
                name: try key.required("name").string(), value: try key.required("value").secret(in: folder))
        case (nil, nil, let oauth?): authorization = .clientCredentials(try OAuthClient(oauth, folder: folder))
        default: throw reader.fault("expected at most one of 'basic', 'apiKey' and 'oauth'")
        }
    }
}

extension HTTPConnection.OAuthClient {
    fileprivate init(_ reader: ConfigurationReader, folder: String) throws(ConfigurationFault) {
        try reader.allow("tokenUrl", "method", "clientId", "clientSecret", "form")
        tokenURL = try reader.required("tokenUrl").url()
        method = try reader.member("method")?.string() ?? "POST"
        guard ["GET", "POST", "PUT"].contains(method) else {
            throw reader.fault("'method' is '\(method)'; allowed are 'GET', 'POST', 'PUT'")
        }
        clientID = try reader.required("clientId").string()
        clientSecret = try reader.required("clientSecret").secret(in: folder)
        form = try reader.member("form")?.scalars() ?? [:]
    }
}

extension TableKeys {
    fileprivate init(_ reader: ConfigurationReader) throws(ConfigurationFault) {
        try reader.allow("partitionKey", "sortKey")
        partition = try Attribute(try reader.required("partitionKey"))
        sort = try reader.member("sortKey").map { key throws(ConfigurationFault) in try Attribute(key) }
    }
}

extension TableKeys.Attribute {
    /// A name, for text, or `{name, type}` with type `S`, `N` or `B`.
    fileprivate init(_ reader: ConfigurationReader) throws(ConfigurationFault) {
        guard reader.value.object != nil else {
            self.init(name: try reader.string(), kind: .string)
            return
        }
        try reader.allow("name", "type")
        let type = try reader.member("type")?.string() ?? "S"
        guard let kind = Kind(rawValue: type) else {
            throw reader.fault("'type' is '\(type)'; allowed are 'S', 'N', 'B'")
        }
        self.init(name: try reader.required("name").string(), kind: kind)
    }
}

extension ConcurrencyLimits {
    fileprivate init(_ reader: ConfigurationReader) throws(ConfigurationFault) {
        try reader.allow("functions", "commands", "services")
        functionCalls = Int(try reader.member("functions")?.integer(1...1_000) ?? Int64(functionCalls))
        commands = Int(try reader.member("commands")?.integer(1...1_000) ?? Int64(commands))
        serviceCalls = Int(try reader.member("services")?.integer(1...100) ?? Int64(serviceCalls))
    }
}
