import JSON

extension Filter {
    /// Whether the condition holds for a value. A comparison with something that is missing never does.
    func accepts(_ candidate: JSONValue, in scope: PathScope) throws(PathEvaluationError) -> Bool {
        switch self {
        case .and(let left, let right):
            guard try left.accepts(candidate, in: scope) else { return false }
            return try right.accepts(candidate, in: scope)
        case .or(let left, let right):
            if try left.accepts(candidate, in: scope) { return true }
            return try right.accepts(candidate, in: scope)
        case .not(let inner): return try !inner.accepts(candidate, in: scope)
        case .never: return false
        case .exists(let path):
            guard let found = try path.existing(for: candidate, in: scope) else { return false }
            guard !path.steps.areDefinite, case .array(let values) = found else { return true }
            return !values.isEmpty
        case .comparison(let left, let relational, let right):
            return try relational.holds(
                between: left.value(for: candidate, in: scope),
                right.value(for: candidate, in: scope))
        }
    }
}

extension FilterPath {
    /// What the path finds; `nil` where it finds nothing or leads through something of another type.
    func existing(for candidate: JSONValue, in scope: PathScope) throws(PathEvaluationError) -> JSONValue? {
        do {
            return try value(for: candidate, in: scope)
        } catch {
            switch error {
            case .patternTooCostly, .tooManyValues, .tooDeep, .undefinedVariable: throw error
            default: return nil
            }
        }
    }
}

extension Filter.Operand {
    /// An operand with its path looked up.
    enum Value {
        case missing
        case json(JSONValue)
        case pattern(RegularExpression)
    }

    func value(for candidate: JSONValue, in scope: PathScope) throws(PathEvaluationError) -> Value {
        switch self {
        case .literal(let value): .json(value)
        case .pattern(let pattern): .pattern(pattern)
        case .path(let path): try path.existing(for: candidate, in: scope).map { .json($0) } ?? .missing
        }
    }
}

extension Filter.Operator {
    func holds(between left: Filter.Operand.Value, _ right: Filter.Operand.Value) throws(PathEvaluationError) -> Bool {
        switch (left, right) {
        case (.json(let left), .json(let right)): return holds(between: left, right)
        case (.json(.string(let text)), .pattern(let pattern)), (.pattern(let pattern), .json(.string(let text))):
            guard self == .matches else { return false }
            guard let matches = pattern.matches(text) else { throw .patternTooCostly(pattern.pattern) }
            return matches
        default: return false
        }
    }

    private func holds(between left: JSONValue, _ right: JSONValue) -> Bool {
        switch self {
        case .equal: areEqual(left, right)
        case .notEqual: !areEqual(left, right)
        case .identical: left.kind == right.kind && areEqual(left, right)
        case .notIdentical: left.kind != right.kind || !areEqual(left, right)
        case .less: order(left, right).map { $0 < 0 } ?? false
        case .lessOrEqual: order(left, right).map { $0 <= 0 } ?? false
        case .greater: order(left, right).map { $0 > 0 } ?? false
        case .greaterOrEqual: order(left, right).map { $0 >= 0 } ?? false
        case .matches: false
        case .isIn: right.array?.contains { areEqual(left, $0) } ?? false
        case .isNotIn: !(right.array?.contains { areEqual(left, $0) } ?? false)
        case .isSubset: compareLists(left, right) { left, right in left.allSatisfy(right.contains) }
        case .hasAnyOf: compareLists(left, right) { left, right in right.contains(where: left.contains) }
        case .hasNoneOf: compareLists(left, right) { left, right in !right.contains(where: left.contains) }
        case .hasAll: compareLists(left, right) { left, right in right.allSatisfy(left.contains) }
        case .contains: contains(left, right)
        case .hasSize: count(of: left).map { right.integer == Int64($0) } ?? false
        case .isEmpty: count(of: left).map { right.bool == ($0 == 0) } ?? false
        }
    }

    private func compareLists(_ left: JSONValue, _ right: JSONValue, _ compare: ([JSONValue], [JSONValue]) -> Bool)
        -> Bool
    {
        guard case .array(let left) = left, case .array(let right) = right else { return false }
        return compare(left, right)
    }

    private func contains(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.string(let text), .string(let part)): part.isEmpty || text.utf8.firstRange(of: part.utf8) != nil
        case (.array(let elements), _): elements.contains { areEqual($0, right) }
        default: false
        }
    }

    private func count(of value: JSONValue) -> Int? {
        switch value {
        case .string(let text): text.utf16.count
        case .array(let elements): elements.count
        case .object(let object): object.count
        default: nil
        }
    }
}

/// Equal as JSON, where a text that is a number also equals that number.
private func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left, right) {
    case (.string, _) where right.isNumber, (_, .string) where left.isNumber: order(left, right) == 0
    default: left == right
    }
}

/// Negative, zero or positive as the left comes before, equals or comes after the right; `nil` where they have no order.
private func order(_ left: JSONValue, _ right: JSONValue) -> Int? {
    switch (left, right) {
    case (.integer(let left), .integer(let right)): return left < right ? -1 : left > right ? 1 : 0
    case (.string(let left), .string(let right)): return orderOfUTF16(left, right)
    case (.string, _) where right.isNumber, (_, .string) where left.isNumber, _ where left.isNumber && right.isNumber:
        guard let left = number(left), let right = number(right) else { return nil }
        return left < right ? -1 : left > right ? 1 : 0
    default: return nil
    }
}

private func number(_ value: JSONValue) -> Double? {
    if case .string(let text) = value { Double(text) } else { value.double }
}

/// Java orders texts by their UTF-16 units.
private func orderOfUTF16(_ left: String, _ right: String) -> Int {
    var right = right.utf16.makeIterator()
    for unit in left.utf16 {
        guard let other = right.next() else { return 1 }
        if unit != other { return unit < other ? -1 : 1 }
    }
    return right.next() == nil ? 0 : -1
}
