internal import JSON

/// What an expression evaluates to on the way.
///
/// Elements of arrays and members of objects are plain JSON, so documents are read without conversion and results need
/// none; a function inside an array or object is kept as a reference (see `Evaluation.element(_:)`).
enum Value {
    /// Nothing; also what a missing field gives.
    case undefined
    case json(JSONValue)
    /// A result sequence. It is flattened into the one around it and, with a single element, is that element.
    case sequence([JSONValue])
    /// A sequence that stays an array even with a single element (`[]`).
    case keptSequence([JSONValue])
    /// An array made by a constructor in a step, which is not flattened.
    case constructed([JSONValue])
    /// The input document where it is an array: one item to paths, an array to `$`.
    case wrapped([JSONValue])
    case function(Function)
    /// Values with the variables that `@`, `#` and `%` bind.
    case tuples(TupleStream)
    /// A slot of a frame that nothing was assigned to yet; never the result of an evaluation.
    case unbound
}

extension Value {
    static var `true`: Value { .json(.bool(true)) }
    static var `false`: Value { .json(.bool(false)) }
    static var null: Value { .json(.null) }

    @inline(__always)
    static func bool(_ value: Bool) -> Value { .json(.bool(value)) }

    @inline(__always)
    static func string(_ value: String) -> Value { .json(.string(value)) }

    @inline(__always)
    static func number(_ value: Double) -> Value { .json(JSONValue(number: value)) }

    @inline(__always)
    static func integer(_ value: Int) -> Value { .json(.integer(Int64(value))) }

    static func array(_ elements: [JSONValue]) -> Value { .json(.array(elements)) }

    @inline(__always)
    var isUndefined: Bool {
        if case .undefined = self { true } else { false }
    }

    @inline(__always)
    var isUnbound: Bool {
        if case .unbound = self { true } else { false }
    }

    /// The elements, where the value is any kind of array.
    var elements: [JSONValue]? {
        switch self {
        case .json(.array(let elements)), .sequence(let elements), .keptSequence(let elements),
            .constructed(let elements), .wrapped(let elements):
            elements
        default: nil
        }
    }

    /// The string, where the value is one.
    var string: String? {
        if case .json(.string(let text)) = self { text } else { nil }
    }

    var function: Function? {
        if case .function(let function) = self { function } else { nil }
    }

    /// The value as it counts outside a step: an empty sequence is nothing, one of a single element is that element.
    @inline(__always)
    func normalized(_ evaluation: Evaluation) -> Value {
        guard case .sequence(let elements) = self else { return self }
        return Value.normalized(sequence: elements, evaluation)
    }

    static func normalized(sequence elements: [JSONValue], _ evaluation: Evaluation) -> Value {
        switch elements.count {
        case 0: .undefined
        case 1: evaluation.value(of: elements[0])
        default: .sequence(elements)
        }
    }
}

extension JSONValue {
    /// The largest magnitude up to which every whole double is exact.
    static let largestExactInteger = 9_007_199_254_740_992.0

    /// A number as results show it: whole ones as integers.
    @inline(__always)
    init(number: Double) {
        if number.magnitude <= Self.largestExactInteger {
            let whole = Int64(number)
            if Double(whole) == number {
                self = .integer(whole)
                return
            }
        }
        self = .double(number)
    }
}
