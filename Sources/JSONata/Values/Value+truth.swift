internal import JSON

extension Value {
    /// Whether the value counts as true (JSONata's `$boolean`); undefined does not.
    func isTrue(_ evaluation: Evaluation) -> Bool {
        switch self {
        case .undefined, .unbound, .function: false
        case .json(let value): value.isTrue
        case .sequence(let elements), .keptSequence(let elements), .constructed(let elements), .wrapped(let elements):
            elements.isTrue
        case .tuples(let stream): stream.tuples.contains { $0.item.isTrue(evaluation) }
        }
    }
}

extension JSONValue {
    var isTrue: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .double(let value): value != 0 && !value.isNaN
        case .bigNumber(let text): (Double(text) ?? 0) != 0
        case .string(let text): !text.isEmpty
        case .array(let elements): elements.isTrue
        case .object(let object): !object.isEmpty
        }
    }
}

extension [JSONValue] {
    var isTrue: Bool { contains { $0.isTrue } }
}
