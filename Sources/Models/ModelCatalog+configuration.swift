package import JSON
import Tasks

extension ModelCatalog {
    /// What the configuration needs from the world.
    package struct World: Sendable {
        /// The variables of the process: keys and AWS credentials.
        package var environment: [String: String]
        package var readYAML: (@Sendable (_ text: String, _ path: String) throws -> JSONValue)?

        package init(
            environment: [String: String],
            readYAML: (@Sendable (_ text: String, _ path: String) throws -> JSONValue)? = nil
        ) {
            self.environment = environment
            self.readYAML = readYAML
        }
    }

    /// The providers of a configuration.
    package convenience init(_ configuration: ModelConfiguration, _ world: World) {
        let client = HTTPClient(noProxy: world.environment["NO_PROXY"] ?? world.environment["no_proxy"] ?? "")
        self.init(
            entries: configuration.entries.map { entry in
                (entry.pattern, { () throws(ModelSettingFault) in try Self.cached(entry, client, world) })
            })
    }

    private static func cached(
        _ entry: ModelConfiguration.Entry, _ client: HTTPClient, _ world: World
    ) throws(ModelSettingFault) -> any ModelProvider {
        let provider = try provider(entry, client, world)
        guard let folder = entry.cache else { return provider }
        let identity = [entry.provider.rawValue, entry.url, entry.model, entry.script].map { $0 ?? "" }
        return CachedModel(
            provider: provider, cache: ResponseCache(folder: folder), identity: identity.joined(separator: " "))
    }

    private static func provider(
        _ entry: ModelConfiguration.Entry, _ client: HTTPClient, _ world: World
    ) throws(ModelSettingFault) -> any ModelProvider {
        let key = try key(entry, world)
        switch entry.provider {
        case .anthropic:
            let url = entry.url ?? AnthropicMessages.defaultURL
            return HTTPModel(AnthropicMessages(url: url, model: entry.model, key: key), client: client)
        case .openai, .ollama, .llamacpp:
            let url = entry.url ?? ChatCompletions.defaultURL(of: entry.provider)
            return HTTPModel(
                ChatCompletions(url: url, model: entry.model, key: key, server: entry.provider), client: client)
        case .responses:
            let url = entry.url ?? ChatCompletions.defaultURL
            return HTTPModel(OpenAIResponses(url: url, model: entry.model, key: key), client: client)
        case .bedrock:
            let signers = AWSCredentials(environment: world.environment).map { RequestSigners(credentials: $0) }
            return BedrockModel(
                BedrockConverse(url: entry.url, model: entry.model, key: key, signers: signers), client: client)
        case .script:
            let path = entry.script ?? ""
            let rules = try script(path, world)
            do throws(ModelSettingFault) {
                return try ModelScript(rules)
            } catch {
                throw ModelSettingFault(place: path, reason: error.description)
            }
        }
    }

    private static func script(_ path: String, _ world: World) throws(ModelSettingFault) -> JSONValue {
        do {
            let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
            if let readYAML = world.readYAML, !path.hasSuffix(".json") { return try readYAML(text, path) }
            return try JSONValue(parsing: text)
        } catch {
            throw ModelSettingFault(place: "models", reason: "\(error)")
        }
    }

    /// The key: of the variable that the entry names, which has to be set, or of the provider's usual one.
    private static func key(_ entry: ModelConfiguration.Entry, _ world: World) throws(ModelSettingFault) -> String? {
        if let variable = entry.keyVariable {
            guard let key = world.environment[variable], !key.isEmpty else {
                throw ModelSettingFault(
                    place: "models.\(entry.pattern).key", reason: "the environment variable '\(variable)' is not set")
            }
            return key
        }
        // A key meant for the provider itself is not shown to another server.
        guard entry.url == nil, let variable = entry.provider.usualKeyVariable else { return nil }
        let key = world.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        if key == nil, entry.provider != .bedrock || AWSCredentials(environment: world.environment) == nil {
            throw ModelSettingFault(
                place: "models.\(entry.pattern)", reason: entry.provider.missingKeyReason(variable))
        }
        return key
    }
}

extension ModelConfiguration.Provider {
    /// Where the provider's own tools look for a key.
    fileprivate var usualKeyVariable: String? {
        switch self {
        case .anthropic: "ANTHROPIC_API_KEY"
        case .openai, .responses: "OPENAI_API_KEY"
        case .bedrock: "AWS_BEARER_TOKEN_BEDROCK"
        case .ollama, .llamacpp, .script: nil
        }
    }

    fileprivate func missingKeyReason(_ variable: String) -> String {
        self == .bedrock
            ? "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or \(variable) for a Bedrock API key"
            : "the environment variable '\(variable)' is not set; 'key: {environment: NAME}' names another one"
    }
}
