package import JSON
package import Tasks

/// `models` in `baton.yaml`: what answers for which model.
///
/// ```yaml
/// models:
///   anthropic.claude-*: {provider: anthropic, model: claude-sonnet-4-5, key: {env: ANTHROPIC_API_KEY}}
///   amazon.*: {provider: bedrock}
///   "*": {provider: openai, url: "http://127.0.0.1:11434/v1", model: llama3.2}
/// ```
/// `provider` is `anthropic`, `openai`, `bedrock` or `script` (with `script`, the path of a file of rules); `record` or
/// `play` names a cassette. Keys come from the environment only.
package struct ModelConfiguration: Hashable, Sendable {
    package enum Provider: String, Sendable, CaseIterable {
        case anthropic
        case openai
        case bedrock
        case script
    }

    package struct Entry: Hashable, Sendable {
        package var pattern: String
        /// Nil where a cassette is all there is.
        package var provider: Provider?
        package var model: String?
        package var url: String?
        /// The environment variable with the key.
        package var keyVariable: String?
        /// The paths of a script and of cassettes, as they are written.
        package var script: String?
        package var record: String?
        package var play: String?
    }

    package var entries: [Entry]

    /// - Throws: `ScriptFault`, which names the member.
    package init(_ section: JSONValue) throws(ScriptFault) {
        guard let models = section.object else {
            throw ScriptFault(place: "models", reason: "expected an object, found \(section.kind)")
        }
        entries = []
        for (pattern, value) in models { entries.append(try Self.entry(pattern, value)) }
    }

    private static let fields = ["provider", "model", "url", "key", "script", "record", "play"]

    private static func entry(_ pattern: String, _ value: JSONValue) throws(ScriptFault) -> Entry {
        let place = "models.\(pattern)"
        guard let object = value.object else {
            throw ScriptFault(place: place, reason: "expected an object, found \(value.kind)")
        }
        var texts: [String: String] = [:]
        for (name, value) in object {
            guard fields.contains(name) else {
                throw ScriptFault(
                    place: "\(place).\(name)", reason: "not known; allowed are \(fields.joined(separator: ", "))")
            }
            if name == "key" { continue }
            guard let text = value.string, !text.isEmpty else {
                throw ScriptFault(place: "\(place).\(name)", reason: "expected a text, found \(value.kind)")
            }
            texts[name] = text
        }
        var keyVariable: String?
        if let key = object["key"] {
            guard let variable = key["env"]?.string else {
                throw ScriptFault(place: "\(place).key", reason: "expected {env: VARIABLE}; keys are not written down")
            }
            keyVariable = variable
        }
        var provider: Provider?
        if let name = texts["provider"] ?? (texts["script"] == nil ? nil : "script") {
            guard let known = Provider(rawValue: name) else {
                let allowed = Provider.allCases.map(\.rawValue).joined(separator: ", ")
                throw ScriptFault(
                    place: "\(place).provider", reason: "there is no provider '\(name)'; allowed are \(allowed)")
            }
            provider = known
        }
        if provider == .script, texts["script"] == nil {
            throw ScriptFault(place: place, reason: "'script' is missing")
        }
        if provider == nil, texts["play"] == nil {
            throw ScriptFault(place: place, reason: "'provider' or 'play' is missing")
        }
        return Entry(
            pattern: pattern, provider: provider, model: texts["model"],
            url: texts["url"].map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }, keyVariable: keyVariable,
            script: texts["script"], record: texts["record"], play: texts["play"])
    }
}

extension ModelCatalog {
    /// What the configuration needs from the world: files and the environment.
    package struct World: Sendable {
        package var environment: [String: String]
        /// Reads a script or a cassette; a script may be YAML.
        package var readText: @Sendable (_ path: String) throws(ScriptFault) -> String
        package var readScript: @Sendable (_ path: String) throws(ScriptFault) -> JSONValue
        package var append: @Sendable (_ path: String, _ line: String) -> Void

        package init(
            environment: [String: String],
            readText: @escaping @Sendable (_ path: String) throws(ScriptFault) -> String,
            readScript: @escaping @Sendable (_ path: String) throws(ScriptFault) -> JSONValue,
            append: @escaping @Sendable (_ path: String, _ line: String) -> Void
        ) {
            self.environment = environment
            self.readText = readText
            self.readScript = readScript
            self.append = append
        }
    }

    /// The providers of a configuration.
    ///
    /// - Throws: `ScriptFault`: a missing key, an unreadable script.
    package init(_ configuration: ModelConfiguration, client: HTTPClient, _ world: World) throws(ScriptFault) {
        self.init()
        for entry in configuration.entries {
            entries.append((entry.pattern, try Self.provider(entry, client, world)))
        }
    }

    private static func provider(
        _ entry: ModelConfiguration.Entry, _ client: HTTPClient, _ world: World
    ) throws(ScriptFault) -> any ModelProvider {
        if let path = entry.play { return CassettePlayer(cassette: try Cassette(parsing: try world.readText(path))) }
        let key = try key(entry, world)
        let provider: any ModelProvider =
            switch entry.provider {
            case .anthropic, nil:
                AnthropicMessages(
                    client: client, url: entry.url ?? AnthropicMessages.defaultURL, model: entry.model, key: key)
            case .openai:
                ChatCompletions(
                    client: client, url: entry.url ?? ChatCompletions.defaultURL, model: entry.model, key: key)
            case .bedrock:
                BedrockConverse(
                    client: client, url: entry.url, model: entry.model, key: key,
                    signers: AWSCredentials(environment: world.environment).map { RequestSigners(credentials: $0) })
            case .script: try ModelScript(try world.readScript(entry.script ?? ""))
            }
        guard let path = entry.record else { return provider }
        let append = world.append
        return CassetteRecorder(recording: provider) { append(path, $0) }
    }

    /// The key: of the variable that the entry names, which has to be set, or of the provider's usual one.
    private static func key(
        _ entry: ModelConfiguration.Entry, _ world: World
    ) throws(ScriptFault) -> String? {
        if let variable = entry.keyVariable {
            guard let key = world.environment[variable], !key.isEmpty else {
                throw ScriptFault(
                    place: "models.\(entry.pattern).key", reason: "the environment variable '\(variable)' is not set")
            }
            return key
        }
        // A key meant for the provider itself is not shown to another server.
        guard entry.url == nil else { return nil }
        return switch entry.provider {
        case .anthropic: world.environment["ANTHROPIC_API_KEY"]
        case .openai: world.environment["OPENAI_API_KEY"]
        case .bedrock: world.environment["AWS_BEARER_TOKEN_BEDROCK"]
        case .script, nil: nil
        }
    }
}
