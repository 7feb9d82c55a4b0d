/// A condition, filter or key condition.
indirect enum Condition: Hashable, Sendable {
    enum Comparator: String, Hashable, Sendable {
        case equal = "="
        case notEqual = "<>"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    case compare(Operand, Comparator, Operand)
    case between(Operand, Operand, Operand)
    case isIn(Operand, [Operand])
    case exists(DocumentPath)
    case notExists(DocumentPath)
    case hasType(DocumentPath, String)
    case beginsWith(Operand, Operand)
    case contains(Operand, Operand)
    case and(Condition, Condition)
    case or(Condition, Condition)
    case not(Condition)
}

/// What conditions compare.
indirect enum Operand: Hashable, Sendable {
    case path(DocumentPath)
    case value(AttributeValue)
    case size(DocumentPath)

    func value(in item: [String: AttributeValue]) -> AttributeValue? {
        switch self {
        case .path(let path): path.value(in: item)
        case .value(let value): value
        case .size(let path):
            path.value(in: item).flatMap(Self.size).flatMap { DecimalNumber("\($0)") }.map { .number($0) }
        }
    }

    private static func size(_ value: AttributeValue) -> Int? {
        switch value {
        case .string(let text): text.utf8.count
        case .binary(let bytes): bytes.count
        case .list(let elements): elements.count
        case .map(let members): members.count
        case .stringSet(let set): set.count
        case .numberSet(let set): set.count
        case .binarySet(let set): set.count
        case .number, .bool, .null: nil
        }
    }
}

// MARK: - Evaluation

extension Condition {
    func holds(for item: [String: AttributeValue]) -> Bool {
        switch self {
        case .compare(let left, let comparator, let right):
            Self.compare(left.value(in: item), comparator, right.value(in: item))
        case .between(let value, let low, let high):
            Self.compare(value.value(in: item), .greaterOrEqual, low.value(in: item))
                && Self.compare(value.value(in: item), .lessOrEqual, high.value(in: item))
        case .isIn(let value, let choices):
            choices.contains { Self.compare(value.value(in: item), .equal, $0.value(in: item)) }
        case .exists(let path): path.value(in: item) != nil
        case .notExists(let path): path.value(in: item) == nil
        case .hasType(let path, let type): path.value(in: item)?.type == type
        case .beginsWith(let value, let start): Self.begins(value.value(in: item), with: start.value(in: item))
        case .contains(let value, let part): Self.contains(value.value(in: item), part.value(in: item))
        case .and(let left, let right): left.holds(for: item) && right.holds(for: item)
        case .or(let left, let right): left.holds(for: item) || right.holds(for: item)
        case .not(let condition): !condition.holds(for: item)
        }
    }

    private static func compare(_ left: AttributeValue?, _ comparator: Comparator, _ right: AttributeValue?) -> Bool {
        // Nothing compares with a missing attribute, but for "not equal".
        guard let left, let right else { return comparator == .notEqual }
        return switch comparator {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left.precedes(right) == true
        case .lessOrEqual: right.precedes(left) == false
        case .greater: right.precedes(left) == true
        case .greaterOrEqual: left.precedes(right) == false
        }
    }

    private static func begins(_ value: AttributeValue?, with start: AttributeValue?) -> Bool {
        switch (value, start) {
        case (.string(let text)?, .string(let start)?): text.utf8.starts(with: start.utf8)
        case (.binary(let bytes)?, .binary(let start)?): bytes.starts(with: start)
        default: false
        }
    }

    private static func contains(_ value: AttributeValue?, _ part: AttributeValue?) -> Bool {
        switch (value, part) {
        case (.string(let text)?, .string(let part)?): part.isEmpty || text.firstRange(of: part) != nil
        case (.binary(let bytes)?, .binary(let part)?): part.isEmpty || bytes.firstRange(of: part) != nil
        case (.list(let elements)?, let part?): elements.contains(part)
        case (.stringSet(let set)?, .string(let text)?): set.contains(text)
        case (.numberSet(let set)?, .number(let number)?): set.contains(number)
        case (.binarySet(let set)?, .binary(let bytes)?): set.contains(bytes)
        default: false
        }
    }
}

// MARK: - Reading

extension ExpressionParser {
    /// A whole condition.
    mutating func condition() throws(DynamoFault) -> Condition {
        let condition = try disjunction()
        try expectEnd()
        return condition
    }

    private mutating func disjunction() throws(DynamoFault) -> Condition {
        try nested { parser throws(DynamoFault) in
            var condition = try parser.conjunction()
            while parser.takeWord("OR") { condition = .or(condition, try parser.conjunction()) }
            return condition
        }
    }

    private mutating func conjunction() throws(DynamoFault) -> Condition {
        var condition = try negation()
        while takeWord("AND") { condition = .and(condition, try negation()) }
        return condition
    }

    private mutating func negation() throws(DynamoFault) -> Condition {
        if takeWord("NOT") {
            return .not(try nested { parser throws(DynamoFault) in try parser.negation() })
        }
        if take("(") {
            let condition = try disjunction()
            try expect(")")
            return condition
        }
        return try test()
    }

    private mutating func test() throws(DynamoFault) -> Condition {
        let start = self
        if let function = takeFunction(), function != "size" { return try call(function) }
        self = start
        let left = try operand()
        if takeWord("BETWEEN") {
            let low = try operand()
            guard takeWord("AND") else { throw syntaxError() }
            return .between(left, low, try operand())
        }
        if takeWord("IN") {
            try expect("(")
            var choices = [try operand()]
            while take(",") { choices.append(try operand()) }
            try expect(")")
            return .isIn(left, choices)
        }
        guard case .symbol(let symbol)? = next, let comparator = Condition.Comparator(rawValue: symbol) else {
            throw syntaxError()
        }
        _ = take(symbol)
        return .compare(left, comparator, try operand())
    }

    private mutating func call(_ function: String) throws(DynamoFault) -> Condition {
        let condition: Condition
        switch function {
        case "attribute_exists": condition = .exists(try path())
        case "attribute_not_exists": condition = .notExists(try path())
        case "attribute_type":
            let path = try path()
            try expect(",")
            guard case .string(let type)? = try value() else { throw syntaxError() }
            condition = .hasType(path, type)
        case "begins_with", "contains":
            let left = try operand()
            try expect(",")
            let right = try operand()
            condition = function == "contains" ? .contains(left, right) : .beginsWith(left, right)
        default: throw .validation("Invalid \(kind): Invalid function name; function: \(function)")
        }
        try expect(")")
        return condition
    }

    private mutating func operand() throws(DynamoFault) -> Operand {
        if let value = try value() { return .value(value) }
        let start = self
        if takeFunction() == "size" {
            let path = try path()
            try expect(")")
            return .size(path)
        }
        self = start
        return .path(try path())
    }

    /// A whole projection: paths with commas between them.
    mutating func projection() throws(DynamoFault) -> [DocumentPath] {
        var paths = [try path()]
        while take(",") { paths.append(try path()) }
        try expectEnd()
        return paths
    }
}
