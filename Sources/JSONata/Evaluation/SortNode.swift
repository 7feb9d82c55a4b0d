internal import JSON

/// `^(<a, >b)`: the items in the order of their keys; equal ones stay in theirs, those without a key come last.
final class SortNode: Node {
    struct Term {
        let key: Node
        let isDescending: Bool
    }

    private let terms: [Term]
    private let position: Int

    init(_ terms: [Term], at position: Int) {
        self.terms = terms
        self.position = position
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        if case .tuples(let stream) = input { return .tuples(try sort(stream, evaluation)) }
        guard let elements = input.elements, elements.count > 1 else { return input }
        let order = try order(elements.count, evaluation) { term, index throws(Fault) in
            try term.evaluate(evaluation.value(of: elements[index]), frame, evaluation)
        }
        try evaluation.charge(elements: elements.count)
        return .sequence(order.map { elements[$0] })
    }

    private func sort(_ stream: TupleStream, _ evaluation: Evaluation) throws(Fault) -> TupleStream {
        let tuples = stream.tuples
        let order = try order(tuples.count, evaluation) { term, index throws(Fault) in
            try term.evaluate(tuples[index].item, tuples[index].frame, evaluation)
        }
        return TupleStream(layout: stream.layout, tuples: order.map { tuples[$0] })
    }

    /// The items' places in their new order. The keys of each term are computed once an item, those of a further term
    /// only where earlier ones are equal.
    private func order(
        _ count: Int, _ evaluation: Evaluation, key: (Node, Int) throws(Fault) -> Value
    ) throws(Fault) -> [Int] {
        guard count > 1 else { return Array(0..<count) }
        var groups = [Array(0..<count)]
        for term in terms {
            var finer: [[Int]] = []
            for group in groups {
                if group.count == 1 {
                    finer.append(group)
                } else {
                    finer += try split(group, term, evaluation, key: key)
                }
            }
            groups = finer
            if groups.count == count { break }
        }
        return groups.flatMap { $0 }
    }

    /// Sorts the items of a group by one term, and splits them into groups of equal keys.
    private func split(
        _ group: [Int], _ term: Term, _ evaluation: Evaluation, key: (Node, Int) throws(Fault) -> Value
    ) throws(Fault) -> [[Int]] {
        var keys = SortKeys()
        for index in group {
            let mark = evaluation.memoryBytes
            let value = try key(term.key, index)
            evaluation.release(to: mark, keeping: .undefined)
            try keys.append(value, index, position: position, evaluation)
        }
        return keys.groups(isDescending: term.isDescending)
    }
}

/// The keys of one term: all numbers or all strings.
private struct SortKeys {
    private var numbers: [(key: Double, index: Int)] = []
    private var strings: [(key: String, index: Int)] = []
    private var missing: [Int] = []

    mutating func append(
        _ value: Value, _ index: Int, position: Int, _ evaluation: Evaluation
    ) throws(Fault) {
        switch value {
        case .undefined: missing.append(index)
        case .json(.string(let text)):
            if let other = numbers.first {
                throw Fault("T2007", at: position, value: .double(other.key), secondValue: .string(text))
            }
            strings.append((text, index))
        default:
            guard case .json(let json) = value, let number = json.double else {
                throw Fault("T2008", at: position, value: evaluation.element(value))
            }
            if let other = strings.first {
                throw Fault("T2007", at: position, value: .string(other.key), secondValue: json)
            }
            numbers.append((number, index))
        }
    }

    func groups(isDescending: Bool) -> [[Int]] {
        var groups: [[Int]] = []
        let sign = isDescending ? -1 : 1
        let byNumber = numbers.sorted { a, b in
            a.key != b.key ? (a.key < b.key) != isDescending : a.index < b.index
        }
        for place in byNumber.indices {
            if place > 0, byNumber[place - 1].key == byNumber[place].key {
                groups[groups.count - 1].append(byNumber[place].index)
            } else {
                groups.append([byNumber[place].index])
            }
        }
        let byString = strings.sorted { a, b in
            let difference = order(a.key, b.key) * sign
            return difference != 0 ? difference < 0 : a.index < b.index
        }
        for place in byString.indices {
            if place > 0, hasSameBytes(byString[place - 1].key, byString[place].key) {
                groups[groups.count - 1].append(byString[place].index)
            } else {
                groups.append([byString[place].index])
            }
        }
        if !missing.isEmpty { groups.append(missing) }
        return groups
    }
}
