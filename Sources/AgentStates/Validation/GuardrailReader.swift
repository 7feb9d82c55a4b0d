import JSON
import StatesLanguage

/// Checks a guardrail against the shapes and limits of Amazon Bedrock.
///
/// Specification: Amazon Bedrock API, `CreateGuardrail`, with members in Pascal case as in CloudFormation.
struct GuardrailReader {
    private static let policies = [
        "ContentPolicyConfig", "TopicPolicyConfig", "WordPolicyConfig", "SensitiveInformationPolicyConfig",
        "ContextualGroundingPolicyConfig",
    ]
    private static let contentTypes = ["SEXUAL", "VIOLENCE", "HATE", "INSULTS", "MISCONDUCT", "PROMPT_ATTACK"]
    private static let strengths = ["NONE", "LOW", "MEDIUM", "HIGH"]
    private static let blocking = ["BLOCK", "NONE"]
    private static let masking = ["BLOCK", "ANONYMIZE", "NONE"]
    private static let directions = ["InputAction", "OutputAction", "InputEnabled", "OutputEnabled"]
    private static let longestMessage = 500

    private let fields: FieldReader

    init(_ fields: FieldReader) { self.fields = fields }

    func check() {
        fields.allow(
            Self.policies + ["Description", "BlockedInputMessaging", "BlockedOutputsMessaging", "Comment", "Judge"])
        _ = fields.string("Judge")
        for name in ["BlockedInputMessaging", "BlockedOutputsMessaging"] {
            length(of: name, in: fields, atMost: Self.longestMessage)
        }
        if !Self.policies.contains(where: fields.has) {
            fields.findings.schema(
                "A guardrail needs a policy: \(Self.policies.joined(separator: ", "))", at: fields.location)
        }
        entries("ContentPolicyConfig", "FiltersConfig", ["Type", "InputStrength", "OutputStrength"]) { entry in
            choice("Type", Self.contentTypes, entry)
            choice("InputStrength", Self.strengths, entry)
            choice("OutputStrength", Self.strengths, entry)
            actions(Self.blocking, entry)
            if entry["Type"] == "PROMPT_ATTACK", let strength = entry["OutputStrength"], strength != "NONE" {
                entry.findings.schema(
                    "PROMPT_ATTACK is looked for in inputs only: OutputStrength has to be 'NONE'",
                    at: entry.place("OutputStrength"))
            }
        }
        entries("TopicPolicyConfig", "TopicsConfig", ["Name", "Definition", "Examples", "Type"]) { entry in
            entry.require("Name", "Definition", "Type")
            length(of: "Name", in: entry, atMost: 100)
            length(of: "Definition", in: entry, atMost: 200)
            _ = entry.names("Examples")
            choice("Type", ["DENY"], entry)
            actions(Self.blocking, entry)
        }
        entries("WordPolicyConfig", "WordsConfig", ["Text"]) { entry in
            entry.require("Text")
            length(of: "Text", in: entry, atMost: 100)
            actions(Self.blocking, entry)
        }
        entries("WordPolicyConfig", "ManagedWordListsConfig", ["Type"]) { entry in
            entry.require("Type")
            choice("Type", ["PROFANITY"], entry)
            actions(Self.blocking, entry)
        }
        entries("SensitiveInformationPolicyConfig", "PiiEntitiesConfig", ["Type", "Action"]) { entry in
            entry.require("Type", "Action")
            _ = entry.string("Type")
            choice("Action", Self.masking, entry)
            actions(Self.masking, entry)
        }
        entries(
            "SensitiveInformationPolicyConfig", "RegexesConfig", ["Name", "Description", "Pattern", "Action"]
        ) { entry in
            entry.require("Name", "Pattern", "Action")
            length(of: "Pattern", in: entry, atMost: 500)
            choice("Action", Self.masking, entry)
            actions(Self.masking, entry)
        }
        entries("ContextualGroundingPolicyConfig", "FiltersConfig", ["Type", "Threshold", "Action", "Enabled"]) {
            entry in
            entry.require("Type", "Threshold")
            choice("Type", ["GROUNDING", "RELEVANCE"], entry)
            if let value = entry["Threshold"], !(0..<1).contains(value.double ?? -1) {
                entry.findings.schema(
                    "Expected a number from 0 to below 1, found \(value)", at: entry.place("Threshold"))
            }
            choice("Action", Self.blocking, entry)
        }
    }

    /// Checks each entry of a list of a policy.
    private func entries(_ policy: String, _ list: String, _ names: [String], _ check: (FieldReader) -> Void) {
        guard let policy = fields.member(policy), policy.has(list) else { return }
        for (index, value) in (policy.array(list) ?? []).enumerated() {
            let place = policy.place(list).element(index)
            guard let entry = FieldReader(value, at: place, fields.findings) else { continue }
            entry.allow(names + Self.directions)
            check(entry)
        }
    }

    private func actions(_ allowed: [String], _ entry: FieldReader) {
        choice("InputAction", allowed, entry)
        choice("OutputAction", allowed, entry)
        _ = entry.bool("InputEnabled")
        _ = entry.bool("OutputEnabled")
    }

    private func choice(_ name: String, _ allowed: [String], _ entry: FieldReader) {
        guard let value = entry[name], !allowed.contains(value.string ?? "") else { return }
        entry.findings.schema(
            "Expected one of \(allowed.map { "'\($0)'" }.joined(separator: ", ")), found \(value)",
            at: entry.place(name))
    }

    private func length(of name: String, in entry: FieldReader, atMost most: Int) {
        guard let text = entry.string(name), text.count > most else { return }
        entry.findings.schema("A text of at most \(most) characters, found \(text.count)", at: entry.place(name))
    }
}
