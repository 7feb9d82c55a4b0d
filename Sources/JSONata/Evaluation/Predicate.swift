internal import JSON

/// What stands in `[…]` after a step: a position, or an expression that is a position or a condition for each item.
enum Predicate {
    case position(Int)
    case expression(Node)

    init(_ node: Node) {
        if case .json(let value)? = node.constant, let number = value.double, number.magnitude < 1e15 {
            self = .position(Int(number.rounded(.down)))
        } else {
            self = .expression(node)
        }
    }

    /// The items that it lets through, as a sequence; a single array that a position picks stays an array.
    func filter(_ value: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        if value.isUndefined { return value }
        let elements = value.elements
        switch self {
        case .position(let position):
            let count = elements?.count ?? 1
            let index = position < 0 ? count + position : position
            guard index >= 0, index < count else { return .sequence([]) }
            guard let elements else { return value }
            return .json(elements[index])
        case .expression(let node):
            guard let elements else {
                let matches = try Self.matches(node, value, index: 0, of: 1, frame, evaluation)
                return matches ? value : .sequence([])
            }
            var found: [JSONValue] = []
            for index in elements.indices {
                let item = evaluation.value(of: elements[index])
                if try Self.matches(node, item, index: index, of: elements.count, frame, evaluation) {
                    found.append(elements[index])
                }
            }
            try evaluation.charge(elements: found.count)
            return .sequence(found)
        }
    }

    /// Whether the item at `index` passes. Of several positions, each that names the item lets it through once; only
    /// the first counts here.
    @inline(__always)
    static func matches(
        _ node: Node, _ item: Value, index: Int, of count: Int, _ frame: Frame, _ evaluation: Evaluation
    ) throws(Fault) -> Bool {
        if node.isPredicate { return try node.test(item, frame, evaluation) }
        let mark = evaluation.memoryBytes
        let result = try node.evaluate(item, frame, evaluation)
        evaluation.release(to: mark, keeping: .undefined)
        return try matches(result, index: index, of: count, evaluation)
    }

    private static func matches(
        _ result: Value, index: Int, of count: Int, _ evaluation: Evaluation
    ) throws(Fault) -> Bool {
        if case .json(let json) = result, let number = try json.finiteNumber() {
            return names(number, index: index, of: count)
        }
        if let elements = result.elements {
            var isPositions = true
            var matches = false
            for element in elements {
                guard let number = try element.finiteNumber() else {
                    isPositions = false
                    break
                }
                if names(number, index: index, of: count) { matches = true }
            }
            if isPositions { return matches }
        }
        return result.isTrue(evaluation)
    }

    private static func names(_ number: Double, index: Int, of count: Int) -> Bool {
        let position = number.rounded(.down)
        return (position < 0 ? Double(count) + position : position) == Double(index)
    }
}

extension JSONValue {
    /// The number, where it is one; a number past the range of doubles is refused as the reference does.
    func finiteNumber() throws(Fault) -> Double? {
        guard let number = double, !number.isNaN else { return nil }
        if number.isInfinite { throw Fault("D1001", value: self) }
        return number
    }
}
