/// The names of resources and tokens in templates: letters and digits, each one once.
struct LogicalNames {
    enum Kind: String {
        case activity = "Activity"
        case bucket = "Bucket"
        case bus = "EventBus"
        case connection = "Connection"
        case function = "Function"
        case guardrail = "Guardrail"
        case harness = "Harness"
        case machine = "StateMachine"
        case queue = "Queue"
        case runtime = "Runtime"
        case table = "Table"
        case topic = "Topic"
    }

    private struct Key: Hashable {
        let kind: Kind
        let name: String
    }

    private var names: [Key: String] = [:]
    private var taken: Set<String> = []

    /// The name of a resource; the same for the same resource.
    mutating func name(_ kind: Kind, _ source: String) -> String {
        let key = Key(kind: kind, name: source)
        if let name = names[key] { return name }
        let name = unique(Self.words(source) + kind.rawValue)
        names[key] = name
        return name
    }

    /// What has a name of that kind, sorted, with the name.
    func all(_ kind: Kind) -> [(source: String, name: String)] {
        names.filter { $0.key.kind == kind }.map { ($0.key.name, $0.value) }.sorted { $0.0 < $1.0 }
    }

    /// A name that nothing has yet.
    mutating func unique(_ wish: String) -> String {
        var name = wish
        var number = 2
        while !taken.insert(name).inserted {
            name = "\(wish)\(number)"
            number += 1
        }
        return name
    }

    /// `charge-card` as `ChargeCard`.
    static func words(_ text: String) -> String {
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return name.isEmpty ? "X" : name
    }
}
