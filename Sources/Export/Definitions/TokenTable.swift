/// The tokens of one definition, while they are collected.
struct TokenTable {
    private(set) var tokens: [String: DefinitionToken] = [:]
    /// Names that the definition has already.
    private let authors: Set<String>

    init(openTokens: [String]) {
        authors = Set(openTokens)
        for name in openTokens {
            tokens[name] = DefinitionToken(name: name, local: nil, value: .reference(Reference(openToken: name)))
        }
    }

    /// The text that stands for a name or address in the definition: `${ChargeCardFunction}`.
    mutating func token(_ wish: String, local: String, value: Value) -> String {
        var name = wish
        var number = 2
        while let present = tokens[name], present.local != local || authors.contains(name) {
            name = "\(wish)\(number)"
            number += 1
        }
        tokens[name] = DefinitionToken(name: name, local: local, value: value)
        return "${\(name)}"
    }

    var sorted: [DefinitionToken] { tokens.values.sorted { $0.name < $1.name } }
}

extension Reference {
    /// What a token of the author stands for: CloudFormation's pseudo parameters are known, others are parameters.
    init(openToken name: String) {
        switch name {
        case "AWS::Partition": self = .partition
        case "AWS::Region": self = .region
        case "AWS::AccountId": self = .account
        case "AWS::URLSuffix": self = .domain
        case "AWS::StackName": self = .stack
        default: self = .parameter(LogicalNames.words(name))
        }
    }
}

/// Finds the `${Name}`s of a text.
func tokenNames(in text: String) -> [String] {
    var names: [String] = []
    var rest = Substring(text)
    while let start = rest.firstRange(of: "${") {
        let body = rest[start.upperBound...]
        let name = body.prefix { $0.isLetter || $0.isNumber || "_.:-".contains($0) }
        if !name.isEmpty, body[name.endIndex...].hasPrefix("}") { names.append(String(name)) }
        rest = body
    }
    return names
}
