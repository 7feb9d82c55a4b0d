import JSON
import JSONPath
import StatesLanguage

extension EvaluationScope {
    /// Whether a condition holds. `field` is its name in causes, such as `Choices[0]/Condition`.
    mutating func holds(_ condition: Condition, field: String) throws(StateFailure) -> Bool {
        switch condition {
        case .all(let conditions):
            for condition in conditions where try !holds(condition, field: field) { return false }
            return true
        case .any(let conditions):
            for condition in conditions where try holds(condition, field: field) { return true }
            return false
        case .not(let condition): return try !holds(condition, field: field)
        case .constant(let value): return value
        case .expression(let expression):
            return try evaluate(expression, field: field, expected: "boolean") { $0.bool != nil }.bool ?? false
        case .comparison(let comparison): return try holds(comparison)
        }
    }

    private func holds(_ comparison: Comparison) throws(StateFailure) -> Bool {
        if comparison.comparator == .isPresent {
            return isPresent(comparison.variable) == (comparison.literal?.bool ?? true)
        }
        let value = try variable(comparison.variable)
        let operand: JSONValue
        switch comparison.operand {
        case .literal(let literal): operand = literal
        case .path(let path): operand = try variable(path)
        }
        return comparison.comparator.compare(value, operand)
    }

    private func isPresent(_ path: Path) -> Bool {
        guard let value = try? path.evaluate(roots) else { return false }
        return path.isDefinite || value.array?.isEmpty != true
    }

    private func variable(_ path: Path) throws(StateFailure) -> JSONValue {
        do throws(PathEvaluationError) {
            return try path.evaluate(roots)
        } catch {
            throw .runtime(path.choiceCause)
        }
    }
}

extension Comparison {
    fileprivate var literal: JSONValue? {
        if case .literal(let value) = operand { value } else { nil }
    }
}

extension Comparator {
    /// Compares a value with an operand; values of another type than the comparator's never match.
    fileprivate func compare(_ value: JSONValue, _ operand: JSONValue) -> Bool {
        switch self {
        case .isPresent: true
        case .isNull: value.isNull == operand.bool
        case .isBoolean: (value.bool != nil) == operand.bool
        case .isNumeric: value.isNumber == operand.bool
        case .isString: (value.string != nil) == operand.bool
        case .isTimestamp: (value.string.flatMap(Timestamp.init(parsing:)) != nil) == operand.bool
        case .booleanEquals: value.bool.map { $0 == operand.bool } ?? false
        case .stringMatches: matches(value, operand)
        case .numericEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan, .numericGreaterThanEquals:
            ordered(Number(value), Number(operand))
        case .stringEquals, .stringLessThan, .stringLessThanEquals, .stringGreaterThan, .stringGreaterThanEquals:
            ordered(value.string.map(CodeUnits.init), operand.string.map(CodeUnits.init))
        case .timestampEquals, .timestampLessThan, .timestampLessThanEquals, .timestampGreaterThan,
            .timestampGreaterThanEquals:
            ordered(
                value.string.flatMap(Timestamp.init(parsing:)), operand.string.flatMap(Timestamp.init(parsing:)))
        }
    }

    private func ordered<Value: Comparable>(_ left: Value?, _ right: Value?) -> Bool {
        guard let left, let right else { return false }
        switch self {
        case .numericEquals, .stringEquals, .timestampEquals: return left == right
        case .numericLessThan, .stringLessThan, .timestampLessThan: return left < right
        case .numericLessThanEquals, .stringLessThanEquals, .timestampLessThanEquals: return left <= right
        case .numericGreaterThan, .stringGreaterThan, .timestampGreaterThan: return left > right
        default: return left >= right
        }
    }

    private func matches(_ value: JSONValue, _ operand: JSONValue) -> Bool {
        guard let text = value.string, let pattern = operand.string else { return false }
        return WildcardPattern(pattern).matches(text)
    }
}

/// Numbers in order: whole ones exactly, others as doubles.
private struct Number: Comparable {
    let value: JSONValue

    init?(_ value: JSONValue) {
        guard value.isNumber else { return nil }
        self.value = value
    }

    static func == (left: Number, right: Number) -> Bool { left.value == right.value }

    static func < (left: Number, right: Number) -> Bool {
        if case .integer(let a) = left.value, case .integer(let b) = right.value { return a < b }
        return (left.value.double ?? 0) < (right.value.double ?? 0)
    }
}

/// Strings in the order of Java's `compareTo`: by UTF-16 code units.
private struct CodeUnits: Comparable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: CodeUnits, right: CodeUnits) -> Bool { sameBytes(left.text, right.text) }

    static func < (left: CodeUnits, right: CodeUnits) -> Bool {
        left.text.utf16.lexicographicallyPrecedes(right.text.utf16)
    }
}

/// `StringMatches`: `*` stands for any characters, `\*` for a star, `\\` for a backslash.
struct WildcardPattern {
    private enum Token: Equatable {
        case any
        case byte(UInt8)
    }

    private let tokens: [Token]

    init(_ pattern: String) {
        var tokens: [Token] = []
        var isEscaped = false
        for byte in pattern.utf8 {
            switch byte {
            case UInt8(ascii: "\\") where !isEscaped: isEscaped = true
            case UInt8(ascii: "*") where !isEscaped: tokens.append(.any)
            default:
                tokens.append(.byte(byte))
                isEscaped = false
            }
        }
        self.tokens = tokens
    }

    /// Greedy with one point to come back to, so the time is the product of both lengths at worst.
    func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var position = 0
        var token = 0
        var retry: (position: Int, token: Int)?
        while position < bytes.count {
            if token < tokens.count, tokens[token] == .any {
                token += 1
                retry = (position, token)
            } else if token < tokens.count, tokens[token] == .byte(bytes[position]) {
                position += 1
                token += 1
            } else if let back = retry {
                position = back.position + 1
                token = back.token
                retry = (position, token)
            } else {
                return false
            }
        }
        return tokens[token...].allSatisfy { $0 == .any }
    }
}
