/// `models` in `baton.yaml`: what answers for which model.
///
/// ```yaml
/// models:
///   anthropic.claude-*: {provider: anthropic, model: claude-sonnet-4-5, key: {environment: ANTHROPIC_API_KEY}}
///   amazon.*: {provider: bedrock}
///   "*": {provider: ollama, model: llama3.2}
/// ```
package struct ModelConfiguration: Hashable, Sendable {
    package enum Provider: String, Sendable, CaseIterable {
        case anthropic
        case openai
        /// OpenAI's Responses.
        case responses
        case ollama
        case llamacpp
        case bedrock
        case script
    }

    package struct Entry: Hashable, Sendable {
        /// A model id, in which `*` stands for any characters.
        package var pattern: String
        package var provider: Provider
        /// The provider's name of the model; nil for the id in the request.
        package var model: String?
        package var url: String?
        /// The environment variable with the key.
        package var keyVariable: String?
        /// The path of a script, absolute.
        package var script: String?
        /// Where answers are kept, absolute; nil where they are not.
        package var cache: String?
    }

    /// In the order of the file: the first that fits counts.
    package var entries: [Entry]

    package init(entries: [Entry] = []) { self.entries = entries }
}

/// What is wrong with a setting or a script, and where.
package struct ModelSettingFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The members on the way to the place: `models.amazon.*.provider`.
    package let place: String
    package let reason: String

    package init(place: String, reason: String) {
        self.place = place
        self.reason = reason
    }

    package var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
}
