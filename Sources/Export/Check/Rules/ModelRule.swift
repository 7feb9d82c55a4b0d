internal import AgentStates
internal import JSON
internal import StatesLanguage

/// Models that Amazon Bedrock does not have.
enum ModelRule {
    /// Those whose models Bedrock offers, as model ids begin.
    ///
    /// Source: Amazon Bedrock User Guide, "Supported foundation models".
    private static let providers: Set<Substring> = [
        "ai21", "amazon", "anthropic", "cohere", "deepseek", "google", "luma", "meta", "minimax", "mistral", "moonshot",
        "moonshotai", "nvidia", "openai", "qwen", "stability", "twelvelabs", "writer", "zai",
    ]
    private static let inferenceProfiles: Set<Substring> = [
        "apac", "au", "ca", "eu", "global", "jp", "sa", "us", "us-gov",
    ]

    static func check(_ subject: CheckSubject) -> [CheckFinding] {
        subject.requirements.models.filter { !isOfBedrock($0) }.map { model in
            subject.finding(
                .error, .model, at: nil, "'\(model)' is no model of Amazon Bedrock",
                advice: "name a Bedrock model, and let 'models' in baton.yaml say what answers for it here")
        }
    }

    private static func isOfBedrock(_ model: String) -> Bool {
        if model.hasPrefix("arn:") { return model.contains(":bedrock:") }
        if model.contains("${") { return true }
        var parts = model.split(separator: ".")[...]
        if let first = parts.first, inferenceProfiles.contains(first) { parts = parts.dropFirst() }
        return parts.count > 1 && parts.first.map(providers.contains) ?? false
    }
}
