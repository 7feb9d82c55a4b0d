import AgentStates
import JSON

extension DeploymentBuilder {
    /// The guardrails of the agents, each with a published version.
    mutating func addGuardrails() {
        var known: Set<String> = []
        for (source, policies) in project.machines.flatMap({ $0.requirements.guardrails.sorted { $0.key < $1.key } })
        where known.insert(source).inserted {
            let name = inventory.names.name(.guardrail, source)
            var members: [Value.Member] = [.init(name: "Name", value: "\(.stack)-\(source)")]
            let given = Self.spelled(policies).object ?? [:]
            for field in ["BlockedInputMessaging", "BlockedOutputsMessaging"] where given[field] == nil {
                members.append(.init(name: field, value: "This is not allowed here."))
            }
            for (field, value) in given where field != "Name" {
                members.append(.init(name: field, value: Value(value)))
            }
            if has(.kms) { members.append(.init(name: "KmsKeyArn", value: .attribute("Key", "Arn"))) }
            members.append(.init(name: "Tags", value: tags.list))
            add(name, .guardrail, .object(members))
            add("\(name)Version", .guardrailVersion, ["GuardrailIdentifier": .attribute(name, "GuardrailId")])
        }
    }

    /// Members as CloudFormation spells them, whichever of Bedrock's spellings the author chose.
    private static func spelled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(spelled))
        case .object(let object):
            .object(JSONObject(object.map { ($0.key.prefix(1).uppercased() + $0.key.dropFirst(), spelled($0.value)) }))
        default: value
        }
    }
}
