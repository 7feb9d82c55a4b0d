internal import JSON

/// A node with a left and a right operand.
class BinaryNode: Node {
    final let left: Node
    final let right: Node
    final let symbol: Symbol
    final let position: Int

    init(_ left: Node, _ symbol: Symbol, _ right: Node, at position: Int) {
        self.left = left
        self.right = right
        self.symbol = symbol
        self.position = position
    }

    final func fault(_ code: String, _ value: Value, _ evaluation: Evaluation, second: JSONValue? = nil) -> Fault {
        Fault(code, at: position, token: symbol.rawValue, value: evaluation.element(value), secondValue: second)
    }
}

/// `+`, `-`, `*`, `/`, `%`
final class ArithmeticNode: BinaryNode {
    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        let a = try left.evaluate(input, frame, evaluation)
        let b = try right.evaluate(input, frame, evaluation)
        evaluation.leave()
        if case .json(.integer(let a)) = a, case .json(.integer(let b)) = b, let result = exact(a, b) {
            return .json(.integer(result))
        }
        return try inexact(a, b, evaluation)
    }

    /// The result where it is whole and as exact as a double.
    @inline(__always)
    private func exact(_ a: Int64, _ b: Int64) -> Int64? {
        let limit: Int64 = 1 << 31
        guard a < limit, a > -limit, b < limit, b > -limit else { return nil }
        switch symbol {
        case .plus: return a &+ b
        case .minus: return a &- b
        case .star:
            let product = a &* b
            return product.magnitude <= 1 << 53 ? product : nil
        case .slash: return b != 0 && a % b == 0 ? a / b : nil
        default: return b != 0 ? a % b : nil
        }
    }

    private func inexact(_ left: Value, _ right: Value, _ evaluation: Evaluation) throws(Fault) -> Value {
        let a = try operand(left, "T2001", evaluation)
        let b = try operand(right, "T2002", evaluation)
        guard let a, let b else { return .undefined }
        switch symbol {
        case .plus: return .number(a + b)
        case .minus: return .number(a - b)
        case .star: return .number(a * b)
        case .slash: return .number(a / b)
        default: return .number(a.truncatingRemainder(dividingBy: b))
        }
    }

    private func operand(_ value: Value, _ code: String, _ evaluation: Evaluation) throws(Fault) -> Double? {
        if value.isUndefined { return nil }
        guard case .json(let json) = value, let number = json.double, !number.isNaN else {
            throw fault(code, value, evaluation)
        }
        if number.isInfinite { throw fault("D1001", value, evaluation) }
        return number
    }
}

/// `=` and `!=`
final class EqualityNode: BinaryNode {
    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        .bool(try test(input, frame, evaluation))
    }

    override func test(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Bool {
        try evaluation.enter()
        let a = try left.evaluate(input, frame, evaluation)
        let b = try right.evaluate(input, frame, evaluation)
        evaluation.leave()
        if a.isUndefined || b.isUndefined { return false }
        return a.isDeepEqual(to: b, evaluation) == (symbol == .equal)
    }

    override var isPredicate: Bool { true }
}

/// `<`, `<=`, `>`, `>=`
final class ComparisonNode: BinaryNode {
    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        switch try compare(input, frame, evaluation) {
        case true?: .true
        case false?: .false
        case nil: .undefined
        }
    }

    override func test(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Bool {
        try compare(input, frame, evaluation) ?? false
    }

    override var isPredicate: Bool { true }

    @inline(__always)
    private func compare(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Bool? {
        try evaluation.enter()
        let a = try left.evaluate(input, frame, evaluation)
        let b = try right.evaluate(input, frame, evaluation)
        evaluation.leave()
        if case .json(.integer(let a)) = a, case .json(.integer(let b)) = b { return holds(a, b) }
        return try compare(a, b, evaluation)
    }

    private func compare(_ a: Value, _ b: Value, _ evaluation: Evaluation) throws(Fault) -> Bool? {
        let first = Comparable(a)
        let second = Comparable(b)
        guard let first, let second else { throw fault("T2010", first == nil ? a : b, evaluation) }
        switch (first, second) {
        case (.number(let a), .number(let b)): return holds(a, b)
        case (.string(let a), .string(let b)): return holds(order(a, b), 0)
        case (.undefined, _), (_, .undefined): return nil
        default: throw fault("T2009", a, evaluation, second: evaluation.element(b))
        }
    }

    private enum Comparable {
        case undefined
        case number(Double)
        case string(String)

        init?(_ value: Value) {
            switch value {
            case .undefined: self = .undefined
            case .json(.string(let text)): self = .string(text)
            case .json(let json):
                guard let number = json.double else { return nil }
                self = .number(number)
            default: return nil
            }
        }
    }

    @inline(__always)
    private func holds<T: Swift.Comparable>(_ a: T, _ b: T) -> Bool {
        switch symbol {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        default: a >= b
        }
    }
}

/// `and` and `or`; the right operand is evaluated only where it matters.
final class LogicNode: BinaryNode {
    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        .bool(try test(input, frame, evaluation))
    }

    override func test(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Bool {
        try evaluation.enter()
        var result = try left.test(input, frame, evaluation)
        if result == (symbol == .and) { result = try right.test(input, frame, evaluation) }
        evaluation.leave()
        return result
    }

    override var isPredicate: Bool { true }
}

/// `in`: whether a simple value is among others.
final class InclusionNode: BinaryNode {
    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        .bool(try test(input, frame, evaluation))
    }

    override func test(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Bool {
        try evaluation.enter()
        let item = try left.evaluate(input, frame, evaluation)
        let list = try right.evaluate(input, frame, evaluation)
        evaluation.leave()
        guard case .json(let sought) = item, sought.isScalar else { return false }
        if let elements = list.elements { return elements.contains { isDeepEqual($0, sought) } }
        if case .json(let only) = list { return isDeepEqual(only, sought) }
        return false
    }

    override var isPredicate: Bool { true }
}

extension JSONValue {
    var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }
}

/// `&`: texts joined, other values as `$string` writes them, nothing for undefined.
final class ConcatenationNode: BinaryNode {
    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        let a = try left.evaluate(input, frame, evaluation)
        let b = try right.evaluate(input, frame, evaluation)
        evaluation.leave()
        var text = try self.text(a, evaluation)
        text += try self.text(b, evaluation)
        try evaluation.charge(bytes: text.utf8.count)
        return .string(text)
    }

    private func text(_ value: Value, _ evaluation: Evaluation) throws(Fault) -> String {
        if case .json(.string(let text)) = value { return text }
        do {
            return try printedText(of: value, evaluation) ?? ""
        } catch {
            throw error.located(at: position, token: symbol.rawValue)
        }
    }
}

/// `[from..to]`
final class RangeNode: BinaryNode {
    private static let largestCount = 10_000_000.0

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        let a = try left.evaluate(input, frame, evaluation)
        let b = try right.evaluate(input, frame, evaluation)
        evaluation.leave()
        let first = try bound(a, "T2003", evaluation)
        let last = try bound(b, "T2004", evaluation)
        guard let first, let last, first <= last else { return .undefined }
        let count = last - first + 1
        if count > Self.largestCount { throw fault("D2014", .number(count), evaluation) }
        try evaluation.charge(elements: Int(count))
        let start = Int64(first)
        return .sequence((0..<Int64(count)).map { .integer(start + $0) })
    }

    private func bound(_ value: Value, _ code: String, _ evaluation: Evaluation) throws(Fault) -> Double? {
        if value.isUndefined { return nil }
        guard case .json(let json) = value, let number = json.double, number == number.rounded(), number.isFinite,
            number.magnitude <= JSONValue.largestExactInteger
        else { throw fault(code, value, evaluation) }
        return number
    }
}

/// `-operand`
final class NegationNode: Node {
    private let operand: Node
    private let position: Int

    init(_ operand: Node, at position: Int) {
        self.operand = operand
        self.position = position
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        let value = try operand.evaluate(input, frame, evaluation)
        evaluation.leave()
        if value.isUndefined { return value }
        guard case .json(let json) = value, let number = json.double else {
            throw Fault("D1002", at: position, token: "-", value: evaluation.element(value))
        }
        return .number(-number)
    }
}
