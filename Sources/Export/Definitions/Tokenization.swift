import AgentStates
import JSON

/// Replaces what an account decides in a definition by tokens.
///
/// Addresses (ARNs and queue URLs) of the local account are found wherever they stand; names of functions, tables and
/// buckets only where a task's arguments have them.
struct Tokenization {
    private var inventory: Inventory
    private var table: TokenTable

    init(_ inventory: Inventory, openTokens: [String]) {
        self.inventory = inventory
        table = TokenTable(openTokens: openTokens)
    }

    static func export(_ machine: SourceMachine, _ inventory: inout Inventory) -> ExportedDefinition {
        let text = machine.definition.prettyText
        var seen: Set<String> = []
        var tokenization = Tokenization(inventory, openTokens: tokenNames(in: text).filter { seen.insert($0).inserted })
        let exported = tokenization.apply(
            to: machine.definition, under: "", guardrails: machine.requirements.guardrails)
        inventory = tokenization.inventory
        return ExportedDefinition(
            machine: machine.name, text: exported.prettyText + "\n", tokens: tokenization.table.sorted)
    }

    // MARK: Walking

    private mutating func apply(
        to value: JSONValue, under key: String, guardrails: [String: JSONValue]
    ) -> JSONValue {
        switch value {
        case .string(let text): return .string(key == "Comment" ? text : replace(text, under: key, guardrails))
        case .array(let elements):
            return .array(elements.map { apply(to: $0, under: key, guardrails: guardrails) })
        case .object(let object):
            return .object(
                JSONObject(object.map { ($0.key, apply(to: $0.value, under: $0.key, guardrails: guardrails)) }))
        default: return value
        }
    }

    private mutating func replace(
        _ text: String, under key: String, _ guardrails: [String: JSONValue]
    ) -> String {
        if key == "Guardrail", guardrails[text] != nil { return guardrailToken(text) }
        if key == "GuardrailVersion" { return replaceVersions(in: text, of: guardrails.keys.sorted()) }
        if let kind = NamedThing(field: key) {
            if text.isExpression { return replaceQuoted(kind, in: replaceAddresses(in: text)) }
            if let token = token(kind, named: text) { return token }
        }
        return replaceAddresses(in: text)
    }

    // MARK: Names

    /// Fields of tasks' arguments that hold a name.
    private enum NamedThing {
        case function
        case table
        case bucket
        case bus

        init?(field: String) {
            switch field {
            case "FunctionName": self = .function
            case "TableName": self = .table
            case "Bucket": self = .bucket
            case "EventBusName": self = .bus
            default: return nil
            }
        }
    }

    private mutating func token(_ kind: NamedThing, named text: String) -> String? {
        switch kind {
        case .function:
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard inventory.hasFunction(parts[0]) else { return nil }
            let name = inventory.names.name(.function, parts[0])
            let token = table.token(name, local: parts[0], value: .reference(.resource(name)))
            return parts.count > 1 ? "\(token):\(parts[1])" : token
        case .table:
            guard inventory.hasTable(text) else { return nil }
            let name = inventory.names.name(.table, text)
            return table.token(name, local: text, value: .reference(.resource(name)))
        case .bucket:
            guard inventory.hasBucket(text) else { return nil }
            let name = inventory.names.name(.bucket, text)
            return table.token(name, local: text, value: .reference(.resource(name)))
        case .bus:
            guard !text.contains(":"), !text.contains("$"), let name = inventory.bus(named: text) else { return nil }
            return table.token(name, local: text, value: .reference(.resource(name)))
        }
    }

    /// Names that an expression has in quotes.
    private mutating func replaceQuoted(_ kind: NamedThing, in text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstIndex(where: { $0 == "'" || $0 == "\"" }) {
            let quote = rest[start]
            let body = rest[rest.index(after: start)...]
            guard let end = body.firstIndex(of: quote) else { break }
            let content = String(body[..<end])
            result += rest[...start] + (token(kind, named: content) ?? content) + String(quote)
            rest = body[body.index(after: end)...]
        }
        return result + rest
    }

    /// The version of the only guardrail, or an expression that finds that of each of several.
    private mutating func replaceVersions(in text: String, of guardrails: [String]) -> String {
        if text == "DRAFT", guardrails.count == 1 { return versionToken(guardrails[0]) }
        return guardrails.reduce(text) { text, name in
            let entry = "\(JSONValue.string(name).text): \"DRAFT\""
            guard text.contains(entry) else { return text }
            return text.replacing(entry, with: "\"\(guardrailToken(name))\": \"\(versionToken(name))\"")
        }
    }

    private mutating func versionToken(_ guardrail: String) -> String {
        let id = inventory.names.name(.guardrail, guardrail)
        return table.token("\(id)Version", local: "DRAFT", value: .attribute("\(id)Version", "Version"))
    }

    private mutating func guardrailToken(_ text: String) -> String {
        let name = inventory.names.name(.guardrail, text)
        return table.token(name, local: text, value: .attribute(name, "GuardrailId"))
    }

    // MARK: Addresses

    private static let starts = ["arn:aws", "https://sqs."]

    private mutating func replaceAddresses(in text: String) -> String {
        guard Self.starts.contains(where: text.contains) else { return text }
        var result = ""
        var rest = Substring(text)
        while let start = Self.starts.compactMap({ rest.firstRange(of: $0)?.lowerBound }).min() {
            let address = rest[start...].prefix(while: Self.isAddress)
            result += rest[..<start] + (token(address: String(address)) ?? String(address))
            rest = rest[address.endIndex...]
        }
        return result + rest
    }

    private static func isAddress(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || ":/._-+=@$*".contains(character)
    }

    private mutating func token(address: String) -> String? {
        if address.hasPrefix("https://") { return token(queue: address) }
        guard let arn = TargetARN(address), arn.account == inventory.project.account else { return nil }
        switch arn.service {
        case "lambda": return token(function: arn, address)
        case "states": return token(states: arn, address)
        case "events":
            if let rest = arn.name(after: "connection/") { return token(connection: rest, address) }
            if let own = inventory.ownAddress(arn) {
                return table.token(own.token, local: address, value: .text(own.value))
            }
        case "dynamodb":
            if let name = arn.name(after: "table/"), inventory.hasTable(name) {
                let id = inventory.names.name(.table, name)
                return table.token("\(id)Arn", local: address, value: .attribute(id, "Arn"))
            }
        default:
            if let own = inventory.ownAddress(arn) {
                return table.token(own.token, local: address, value: .text(own.value))
            }
        }
        return token(foreign: arn, address)
    }

    private mutating func token(function arn: TargetARN, _ address: String) -> String {
        guard let rest = arn.name(after: "function:") else { return token(foreign: arn, address) }
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard inventory.hasFunction(parts[0]) else { return token(foreign: arn, address) }
        let name = inventory.names.name(.function, parts[0])
        let qualifier = parts.count > 1 ? ":\(parts[1])" : ""
        let local = String(address.dropLast(qualifier.count))
        return table.token("\(name)Arn", local: local, value: .attribute(name, "Arn")) + qualifier
    }

    private mutating func token(states arn: TargetARN, _ address: String) -> String {
        if let name = arn.name(after: "stateMachine:"), inventory.hasMachine(name) {
            let id = inventory.names.name(.machine, name)
            return table.token("\(id)Arn", local: address, value: .text(inventory.arn(ofMachine: name)))
        }
        if let name = arn.name(after: "activity:") {
            let id = inventory.names.name(.activity, name)
            return table.token("\(id)Arn", local: address, value: .reference(.resource(id)))
        }
        return token(foreign: arn, address)
    }

    private mutating func token(connection rest: String, _ address: String) -> String {
        let source = rest.split(separator: "/").first.map(String.init) ?? rest
        let id = inventory.names.name(.connection, source)
        return table.token("\(id)Arn", local: address, value: .attribute(id, "Arn"))
    }

    /// Something that the account has already, under the same name.
    private mutating func token(foreign arn: TargetARN, _ address: String) -> String {
        let last = arn.resource.split { $0 == ":" || $0 == "/" }.last.map(String.init) ?? arn.resource
        let wish = LogicalNames.words(last) + LogicalNames.words(arn.service) + "Arn"
        return table.token(wish, local: address, value: .text(arn.relative))
    }

    private mutating func token(queue address: String) -> String? {
        let parts = address.split(separator: "/").map(String.init)
        guard parts.count == 4, parts[2] == inventory.project.account else { return nil }
        if inventory.bringsMessaging {
            let name = inventory.names.name(.queue, parts[3])
            return table.token("\(name)Url", local: address, value: .reference(.resource(name)))
        }
        return table.token(
            "\(LogicalNames.words(parts[3]))QueueUrl", local: address,
            value: "https://sqs.\(.region).\(.domain)/\(.account)/\(parts[3])")
    }
}

extension String {
    /// Whether it is a JSONata expression.
    var isExpression: Bool { hasPrefix("{%") && hasSuffix("%}") }
}
