import JSON

/// What a model said of a text that a guardrail was shown.
struct Judgement: Hashable, Sendable {
    /// The agent that judged.
    let agent: String
    /// By Bedrock's names of content filters; what is not named is not there.
    let content: [String: ContentHeuristics.Confidence]
    /// The denied topics that the text is about.
    let topics: Set<String>
    /// From 0 to 1: whether the text keeps to its source, and whether it answers the query.
    let grounding: Double?
    let relevance: Double?
    /// Who was asked, and what it used: `{Agent, ModelId, Usage}`.
    let call: JSONValue
}

extension Judgement {
    /// Reads the verdict from the answer of a model in Converse's shape: from the call of the tool, or else from its text.
    ///
    /// - Returns: nil where there is none of the right form.
    init?(_ request: JudgeRequest, answer: JSONValue) {
        let parts = answer["Output"]?["Message"]?["Content"]?.array ?? []
        let called = parts.compactMap { $0["ToolUse"] }.first { $0["Name"]?.string == JudgeRequest.tool }?["Input"]
        guard let verdict = called ?? Self.value(in: parts.compactMap { $0["Text"]?.string }.joined()),
            verdict.object != nil
        else { return nil }
        var content: [String: ContentHeuristics.Confidence] = [:]
        for finding in verdict["Content"]?.array ?? [] {
            guard let type = finding["Type"]?.string,
                let confidence = finding["Confidence"]?.string.flatMap(ContentHeuristics.Confidence.init(text:))
            else { return nil }
            content[type] = confidence
        }
        let grounding = verdict["Grounding"]?.double
        let relevance = verdict["Relevance"]?.double
        let scores = [(request.asksGrounding, grounding), (request.asksRelevance, relevance)]
        guard scores.allSatisfy({ !$0 || $1.map { (0...1).contains($0) } == true }) else { return nil }
        agent = request.agent
        self.content = content
        topics = Set((verdict["Topics"]?.array ?? []).compactMap(\.string))
        self.grounding = grounding
        self.relevance = relevance
        call = ["Agent": .string(request.agent), "ModelId": request.model, "Usage": answer["Usage"] ?? [:]]
    }

    /// The JSON object in a text, perhaps with something around it.
    private static func value(in text: String) -> JSONValue? {
        guard let start = text.firstIndex(of: "{"), let end = text.lastIndex(of: "}"), start < end else { return nil }
        return try? JSONValue(parsing: String(text[start...end]))
    }
}

extension ContentHeuristics.Confidence {
    init?(text: String) {
        switch text {
        case "NONE": self = .none
        case "LOW": self = .low
        case "MEDIUM": self = .medium
        case "HIGH": self = .high
        default: return nil
        }
    }
}
