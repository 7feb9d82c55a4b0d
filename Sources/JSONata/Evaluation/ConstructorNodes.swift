internal import JSON

/// `[a, b, c]`
final class ArrayNode: Node {
    struct Item {
        let node: Node
        /// Whether the item is an array constructor itself, whose array becomes one element.
        let isNested: Bool
    }

    private let items: [Item]
    private let isStep: Bool

    init(_ items: [Item], isStep: Bool) {
        self.items = items
        self.isStep = isStep
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        var elements: [JSONValue] = []
        var shared = 0
        for item in items {
            let value = try item.node.evaluate(input, frame, evaluation)
            if !item.isNested, let others = value.elements {
                if elements.isEmpty {
                    // The array is shared, and was counted where it was made.
                    elements = others
                    shared = others.count
                } else {
                    elements += others
                    shared = 0
                }
            } else if let element = evaluation.element(value) {
                elements.append(element)
                shared = 0
            }
        }
        evaluation.leave()
        try evaluation.charge(elements: elements.count - shared)
        try evaluation.noteConstruction(of: elements)
        return isStep ? .constructed(elements) : .array(elements)
    }
}

/// `{"a": x, "b": y}` with names that are known and distinct.
final class RecordNode: Node {
    private let names: [String]
    private let values: [Node]
    private let general: GroupNode

    init(names: [String], values: [Node], general: GroupNode) {
        self.names = names
        self.values = values
        self.general = general
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        let context: Value
        switch input {
        case .wrapped(let elements): context = .array(elements)
        case .json(.object), .undefined, .json(.null), .json(.string), .json(.integer), .json(.double), .json(.bool):
            context = input
        default: return try general.evaluate(input, frame, evaluation)
        }
        try evaluation.enter()
        var object = JSONObject()
        object.reserveCapacity(names.count)
        for index in names.indices {
            let value = try values[index].evaluate(context, frame, evaluation)
            if let element = evaluation.element(value) { object.appendNew(names[index], element) }
        }
        evaluation.leave()
        try evaluation.charge(elements: 2 * names.count)
        return .json(.object(object))
    }
}
