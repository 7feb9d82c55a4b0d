internal import JSON

/// A growing result sequence that needs no array while it has a single item.
struct Items {
    private(set) var count = 0
    private var single = Value.undefined
    private(set) var elements: [JSONValue] = []

    init() {}

    /// The items that a step goes over: the elements of an array, or the value itself.
    init(over input: Value) {
        switch input {
        case .wrapped(let elements):
            count = 1
            single = .array(elements)
        case .json(.array(let elements)), .sequence(let elements), .keptSequence(let elements),
            .constructed(let elements):
            count = elements.count
            self.elements = elements
        default:
            count = 1
            single = input
        }
    }

    init(_ elements: [JSONValue]) {
        count = elements.count
        self.elements = elements
    }

    mutating func replaceAll(with value: Value) {
        count = 1
        single = value
        elements = []
    }

    @inline(__always)
    mutating func append(_ value: Value, _ evaluation: Evaluation) {
        if count == 0 {
            single = value
            count = 1
        } else if let element = evaluation.element(value) {
            append(element, evaluation)
        }
    }

    @inline(__always)
    mutating func append(_ element: JSONValue, _ evaluation: Evaluation) {
        if count == 0 {
            single = evaluation.value(of: element)
        } else {
            spill(evaluation)
            elements.append(element)
        }
        count += 1
    }

    /// Appends the elements of an array, anything else as it is.
    @inline(__always)
    mutating func append(flattening value: JSONValue, _ evaluation: Evaluation) {
        if case .array(let others) = value {
            append(contentsOf: others, evaluation)
        } else {
            append(value, evaluation)
        }
    }

    @inline(__always)
    mutating func append(flattening value: Value, _ evaluation: Evaluation) {
        switch value {
        case .undefined, .unbound: return
        case .json(let json): append(flattening: json, evaluation)
        case .sequence(let others), .keptSequence(let others), .wrapped(let others):
            append(contentsOf: others, evaluation)
        case .constructed, .function, .tuples: append(value, evaluation)
        }
    }

    mutating func append(contentsOf others: [JSONValue], _ evaluation: Evaluation) {
        if others.isEmpty { return }
        if count == 0 {
            elements = others
            count = others.count
            single = .undefined
        } else {
            spill(evaluation)
            elements += others
            count += others.count
        }
    }

    /// Moves the single item into the array.
    @inline(__always)
    private mutating func spill(_ evaluation: Evaluation) {
        guard elements.isEmpty else { return }
        if let element = evaluation.element(single) { elements.append(element) }
        single = .undefined
    }

    @inline(__always)
    func item(_ index: Int, _ evaluation: Evaluation) -> Value {
        elements.isEmpty ? single : evaluation.value(of: elements[index])
    }

    /// As a sequence without its wrapping where it has one item or none.
    func normalized(_ evaluation: Evaluation) -> Value {
        switch count {
        case 0: .undefined
        case 1: item(0, evaluation)
        default: .sequence(elements)
        }
    }

    /// As a sequence, even of a single item or none.
    func sequence(_ evaluation: Evaluation) -> Value { .sequence(array(evaluation)) }

    func array(_ evaluation: Evaluation) -> [JSONValue] {
        if count == 0 { return [] }
        return elements.isEmpty ? evaluation.element(single).map { [$0] } ?? [] : elements
    }
}
