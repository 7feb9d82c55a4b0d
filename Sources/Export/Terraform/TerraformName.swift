/// How the AWS Cloud Control provider of Terraform (`awscc`) names what CloudFormation has.
///
/// Its resources are made from CloudFormation's own schemas: types and properties are the same, in lower case with
/// underscores. So everything in a template has its exact counterpart.
enum TerraformName {
    /// Words that count as one.
    private static let words = [
        ("CloudFormation", "Cloudformation"), ("CloudFront", "Cloudfront"), ("CloudWatch", "Cloudwatch"),
        ("CNAMEs", "Cnames"), ("FSx", "Fsx"), ("OTel", "Otel"),
    ]

    private enum Kind {
        case upper
        case lower
        case digit
        case other

        init(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): self = .upper
            case UInt8(ascii: "a")...UInt8(ascii: "z"): self = .lower
            case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .digit
            default: self = .other
            }
        }
    }

    /// `SSESpecification` as `sse_specification`.
    static func attribute(_ property: String) -> String {
        let name = words.reduce(property) { $0.replacing($1.0, with: $1.1) }
        let bytes = Array(name.utf8)
        var result = ""
        for (index, byte) in bytes.enumerated() {
            let kind = Kind(byte)
            if index > 0, startsWord(kind, after: Kind(bytes[index - 1]), before: bytes.dropFirst(index + 1).first) {
                result += "_"
            }
            result += kind == .other ? "_" : String(UnicodeScalar(byte)).lowercased()
        }
        return result
    }

    private static func startsWord(_ kind: Kind, after previous: Kind, before next: UInt8?) -> Bool {
        switch (previous, kind) {
        case (.lower, .upper), (.lower, .digit), (.digit, .upper), (.digit, .lower): true
        case (.upper, .upper): next.map { Kind($0) == .lower } ?? false
        default: false
        }
    }

    /// The name of what packs a folder.
    static func package(_ folder: String) -> String {
        attribute(LogicalNames.words(folder.hasPrefix("functions/") ? String(folder.dropFirst(10)) : folder))
    }

    /// `AWS::StepFunctions::StateMachine` as `awscc_stepfunctions_state_machine`.
    static func type(_ type: ResourceType) -> String {
        let parts = type.rawValue.split(separator: "::").map(String.init)
        return "awscc_\(parts[1].lowercased())_\(attribute(parts[2]))"
    }

    /// What identifies a resource of that type to others, CloudFormation's `Ref`: what the provider calls `id`, but where
    /// that has several parts.
    static func identifier(_ type: ResourceType) -> String {
        switch type {
        case .apiResource: "resource_id"
        case .apiDeployment: "deployment_id"
        case .apiStage: "stage_name"
        default: "id"
        }
    }

    /// Properties whose members are names that somebody chose.
    static let maps: Set<String> = [
        "DefinitionSubstitutions", "EnvironmentVariables", "RequestTemplates", "ResponseParameters", "Tags",
        "Variables",
    ]
    /// Properties whose members are objects under names that somebody chose.
    static let namedMembers: Set<String> = ["Properties"]
    /// Properties that the provider takes as JSON texts, because their schema leaves them open.
    static let documents: Set<String> = ["CostFilters", "KeySchema", "None"]
}
