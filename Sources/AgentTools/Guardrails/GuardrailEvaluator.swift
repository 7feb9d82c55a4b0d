package import JSON

/// Applies the policies of one guardrail to a text, and answers as Bedrock's ApplyGuardrail does.
///
/// Specification: Amazon Bedrock API, `CreateGuardrail` and `ApplyGuardrail`; members in Pascal case, as in ASL.
package struct GuardrailEvaluator {
    private let policies: JSONValue
    private let texts: GuardedTexts
    private let judgement: Judgement?
    private var assessment = JSONObject()
    private var isBlocked = false
    private var masks: [(range: Range<Int>, label: String)] = []
    private var judged: [String] = []
    private let bytes: [UInt8]

    /// The answer to `ApplyGuardrail`.
    ///
    /// - Parameters:
    ///   - policies: the guardrail, as `CreateGuardrail` takes it.
    ///   - judgement: what a model said of the texts; nil where a heuristic judges.
    static func answer(policies: JSONValue, texts: GuardedTexts, judgement: Judgement? = nil) -> JSONValue {
        var evaluator = GuardrailEvaluator(policies, texts, judgement)
        evaluator.checkWords()
        evaluator.checkSensitiveInformation()
        evaluator.checkContent()
        evaluator.checkTopics()
        evaluator.checkGrounding()
        return evaluator.answer
    }

    /// The answer without a judge.
    package static func answer(policies: JSONValue, request: JSONValue) -> JSONValue {
        answer(policies: policies, texts: GuardedTexts(request))
    }

    private init(_ policies: JSONValue, _ texts: GuardedTexts, _ judgement: Judgement?) {
        self.policies = policies
        self.texts = texts
        self.judgement = judgement
        bytes = Array(texts.guarded.utf8)
    }

    private var isInput: Bool { texts.isInput }

    private func list(_ policy: String, _ member: String) -> [JSONValue] { policies[policy]?[member]?.array ?? [] }

    /// The action of one entry: `InputAction` and `OutputAction` go before `Action`; `NONE` only detects.
    private func action(_ entry: JSONValue, otherwise: String = "BLOCK") -> String {
        let isEnabled = entry[isInput ? "InputEnabled" : "OutputEnabled"]?.bool ?? true
        guard isEnabled else { return "OFF" }
        return entry[isInput ? "InputAction" : "OutputAction"]?.string ?? entry["Action"]?.string ?? otherwise
    }

    private func match(_ range: Range<Int>) -> JSONValue { .string(String(decoding: bytes[range], as: UTF8.self)) }

    /// Notes a finding; what the answer calls its action.
    private mutating func take(_ action: String, _ range: Range<Int>? = nil, label: String = "") -> JSONValue {
        switch action {
        case "BLOCK", "DENY":
            isBlocked = true
            return "BLOCKED"
        case "ANONYMIZE":
            if let range { masks.append((range, label)) }
            return "ANONYMIZED"
        default: return "NONE"
        }
    }

    // MARK: Words

    private mutating func checkWords() {
        var custom: [JSONValue] = []
        for word in list("WordPolicyConfig", "WordsConfig") {
            let action = action(word)
            guard let text = word["Text"]?.string, action != "OFF",
                let pattern = Pattern("(?<!\\w)\(Self.quoted(text))(?!\\w)", ignoresCase: true),
                let range = pattern.ranges(in: bytes).first
            else { continue }
            custom.append(["Match": match(range), "Action": take(action), "Detected": true])
        }
        var managed: [JSONValue] = []
        for entry in list("WordPolicyConfig", "ManagedWordListsConfig") {
            let action = action(entry)
            guard action != "OFF", let range = ContentHeuristics.profanity?.ranges(in: bytes).first else { continue }
            managed.append([
                "Match": match(range), "Type": entry["Type"] ?? "PROFANITY", "Action": take(action), "Detected": true,
            ])
        }
        note("WordPolicy", ["CustomWords": custom, "ManagedWordLists": managed])
    }

    private static func quoted(_ text: String) -> String {
        text.reduce(into: "") { quoted, character in
            if !character.isLetter, !character.isNumber, character.isASCII { quoted += "\\" }
            quoted.append(character)
        }
    }

    // MARK: Sensitive information

    private mutating func checkSensitiveInformation() {
        var entities: [JSONValue] = []
        for entity in list("SensitiveInformationPolicyConfig", "PiiEntitiesConfig") {
            let action = action(entity)
            guard let type = entity["Type"]?.string, action != "OFF" else { continue }
            for range in PersonalData.ranges(of: type, in: bytes) {
                entities.append([
                    "Match": match(range), "Type": .string(type), "Action": take(action, range, label: "{\(type)}"),
                    "Detected": true,
                ])
            }
        }
        var regexes: [JSONValue] = []
        for regex in list("SensitiveInformationPolicyConfig", "RegexesConfig") {
            let action = action(regex)
            guard let name = regex["Name"]?.string, let text = regex["Pattern"]?.string, action != "OFF",
                let pattern = Pattern(text)
            else { continue }
            for range in pattern.ranges(in: bytes) {
                regexes.append([
                    "Name": .string(name), "Match": match(range), "Regex": .string(text),
                    "Action": take(action, range, label: "{\(name)}"), "Detected": true,
                ])
            }
        }
        note("SensitiveInformationPolicy", ["PiiEntities": entities, "Regexes": regexes])
    }

    // MARK: Content, topics, grounding

    private mutating func checkContent() {
        let filters = list("ContentPolicyConfig", "FiltersConfig")
        guard !filters.isEmpty else { return }
        judged.append("content")
        var found: [JSONValue] = []
        for filter in filters {
            let strength = filter[isInput ? "InputStrength" : "OutputStrength"]?.string ?? "NONE"
            let action = action(filter)
            guard let type = filter["Type"]?.string, strength != "NONE", action != "OFF" else { continue }
            let confidence =
                judgement.map { $0.content[type] ?? .none } ?? ContentHeuristics.confidence(of: type, in: bytes)
            // A filter of low strength stops what is certain only, one of high strength what is thinkable too.
            let needed: ContentHeuristics.Confidence =
                switch strength {
                case "LOW": .high
                case "MEDIUM": .medium
                default: .low
                }
            guard confidence >= needed else { continue }
            found.append([
                "Type": .string(type), "Confidence": .string(confidence.text), "FilterStrength": .string(strength),
                "Action": take(action), "Detected": true,
            ])
        }
        note("ContentPolicy", ["Filters": found])
    }

    private mutating func checkTopics() {
        let topics = list("TopicPolicyConfig", "TopicsConfig")
        guard !topics.isEmpty else { return }
        judged.append("topics")
        var found: [JSONValue] = []
        for topic in topics {
            let action = action(topic)
            let examples = (topic["Examples"]?.array ?? []).compactMap(\.string)
            guard let name = topic["Name"]?.string, action != "OFF",
                judgement?.topics.contains(name) ?? ContentHeuristics.isAbout([name] + examples, texts.guarded)
            else { continue }
            found.append(["Name": .string(name), "Type": "DENY", "Action": take(action), "Detected": true])
        }
        note("TopicPolicy", ["Topics": found])
    }

    private mutating func checkGrounding() {
        let filters = list("ContextualGroundingPolicyConfig", "FiltersConfig")
        guard !filters.isEmpty, texts.checksGrounding else { return }
        judged.append("grounding")
        var found: [JSONValue] = []
        for filter in filters where filter["Enabled"] != false {
            let type = filter["Type"]?.string ?? "GROUNDING"
            let threshold = filter["Threshold"]?.double ?? 0
            let score = score(type)
            let isLow = score < threshold
            found.append([
                "Type": .string(type), "Threshold": .double(threshold), "Score": .double(score),
                "Action": isLow ? take(action(filter)) : "NONE", "Detected": .bool(isLow),
            ])
        }
        note("ContextualGroundingPolicy", ["Filters": found])
    }

    private func score(_ type: String) -> Double {
        type == "RELEVANCE"
            ? judgement?.relevance
                ?? ContentHeuristics.share(of: texts.query, in: texts.guarded + "\n" + texts.source)
            : judgement?.grounding ?? ContentHeuristics.share(of: texts.guarded, in: texts.source)
    }

    // MARK: Answer

    private mutating func note(_ policy: String, _ findings: KeyValuePairs<String, [JSONValue]>) {
        guard findings.contains(where: { !$0.value.isEmpty }) else { return }
        assessment[policy] = .object(JSONObject(findings.map { ($0.key, JSONValue.array($0.value)) }))
    }

    private var answer: JSONValue {
        let intervened = isBlocked || !masks.isEmpty
        var outputs: [JSONValue] = []
        if isBlocked {
            let key = isInput ? "BlockedInputMessaging" : "BlockedOutputsMessaging"
            outputs = [["Text": policies[key] ?? "The guardrail does not allow this."]]
        } else if intervened {
            outputs = [["Text": .string(masked)]]
        }
        let reason = isBlocked ? "Guardrail blocked." : intervened ? "Guardrail masked." : "No action."
        let judge = judgement.map { "the agent \($0.agent)" } ?? "a local heuristic"
        let note = judged.isEmpty ? "" : " Judged by \(judge): \(judged.joined(separator: ", "))."
        let units = JSONValue.integer(Int64((bytes.count + 999) / 1_000))
        func used(_ policy: String) -> JSONValue { policies[policy] == nil ? 0 : units }
        var answer: JSONObject = [
            "Usage": [
                "TopicPolicyUnits": used("TopicPolicyConfig"), "ContentPolicyUnits": used("ContentPolicyConfig"),
                "WordPolicyUnits": used("WordPolicyConfig"),
                "SensitiveInformationPolicyUnits": used("SensitiveInformationPolicyConfig"),
                "SensitiveInformationPolicyFreeUnits": 0,
                "ContextualGroundingPolicyUnits": used("ContextualGroundingPolicyConfig"),
            ],
            "Action": intervened ? "GUARDRAIL_INTERVENED" : "NONE", "ActionReason": .string(reason + note),
            "Outputs": .array(outputs), "Assessments": assessment.isEmpty ? [] : [.object(assessment)],
        ]
        answer["Judge"] = judgement?.call
        return .object(answer)
    }

    /// The text with labels in the place of what is masked; where findings overlap the first counts.
    private var masked: String {
        var output: [UInt8] = []
        var place = 0
        for (range, label) in masks.sorted(by: {
            ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
        })
        where range.lowerBound >= place {
            output += bytes[place..<range.lowerBound]
            output += Array(label.utf8)
            place = range.upperBound
        }
        return String(decoding: output + bytes[place...], as: UTF8.self)
    }
}
