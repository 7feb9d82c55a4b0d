/// What an update expression changes.
struct Update: Hashable, Sendable {
    enum Action: Hashable, Sendable {
        case set(DocumentPath, Sum)
        case remove(DocumentPath)
        /// Adds to a number or to a set.
        case add(DocumentPath, AttributeValue)
        /// Takes elements out of a set.
        case delete(DocumentPath, AttributeValue)

        var path: DocumentPath {
            switch self {
            case .set(let path, _), .remove(let path), .add(let path, _), .delete(let path, _): path
            }
        }
    }

    /// The right side of `SET`.
    enum Sum: Hashable, Sendable {
        case single(Term)
        case plus(Term, Term)
        case minus(Term, Term)
    }

    indirect enum Term: Hashable, Sendable {
        case path(DocumentPath)
        case value(AttributeValue)
        case ifNotExists(DocumentPath, Term)
        case listAppend(Term, Term)
    }

    let actions: [Action]

    var paths: [DocumentPath] { actions.map(\.path) }

    /// The paths that may lead to something after the update.
    var writtenPaths: [DocumentPath] {
        actions.compactMap { if case .remove = $0 { nil } else { $0.path } }
    }
}

// MARK: - Evaluation

extension Update {
    /// The item after the update; every right side sees the item as it was.
    func applied(to old: [String: AttributeValue]) throws(DynamoFault) -> [String: AttributeValue] {
        var item = old
        // Removed list elements must not move those that are still to be changed.
        for action in actions {
            switch action {
            case .set(let path, let sum): try path.set(try Self.value(of: sum, in: old), in: &item)
            case .add(let path, let value): try path.set(try Self.adding(value, to: path.value(in: old)), in: &item)
            case .delete(let path, let value):
                guard let present = path.value(in: old) else { continue }
                if let rest = try Self.deleting(value, from: present) {
                    try path.set(rest, in: &item)
                } else {
                    try path.remove(from: &item)
                }
            case .remove: continue
            }
        }
        for path in removedPaths { try path.remove(from: &item) }
        return item
    }

    /// Higher indices of a list first.
    private var removedPaths: [DocumentPath] {
        let paths = actions.compactMap { if case .remove(let path) = $0 { path } else { nil } }
        return paths.sorted { left, right in
            for (a, b) in zip(left.steps, right.steps) where a != b {
                if case .element(let first) = a, case .element(let second) = b { return first > second }
            }
            return false
        }
    }

    private static func value(of sum: Sum, in item: [String: AttributeValue]) throws(DynamoFault) -> AttributeValue {
        switch sum {
        case .single(let term): return try value(of: term, in: item)
        case .plus(let left, let right):
            return .number(try rounded(try number(left, item) + (try number(right, item))))
        case .minus(let left, let right):
            return .number(try rounded(try number(left, item) - (try number(right, item))))
        }
    }

    private static func number(_ term: Term, _ item: [String: AttributeValue]) throws(DynamoFault) -> DecimalNumber {
        guard case .number(let number) = try value(of: term, in: item) else {
            throw .validation("An operand in the update expression has an incorrect data type")
        }
        return number
    }

    private static func rounded(_ number: DecimalNumber) throws(DynamoFault) -> DecimalNumber {
        guard number.isStorable else {
            throw .validation(
                "Number overflow. Attempting to store a number with magnitude larger than supported range")
        }
        return number
    }

    private static func value(of term: Term, in item: [String: AttributeValue]) throws(DynamoFault) -> AttributeValue {
        switch term {
        case .value(let value): return value
        case .path(let path):
            guard let value = path.value(in: item) else {
                throw .validation("The provided expression refers to an attribute that does not exist in the item")
            }
            return value
        case .ifNotExists(let path, let other):
            if let present = path.value(in: item) { return present }
            return try value(of: other, in: item)
        case .listAppend(let left, let right):
            guard case .list(let first) = try value(of: left, in: item),
                case .list(let second) = try value(of: right, in: item)
            else { throw .validation("An operand in the update expression has an incorrect data type") }
            return .list(first + second)
        }
    }

    private static func adding(_ value: AttributeValue, to present: AttributeValue?) throws(DynamoFault)
        -> AttributeValue
    {
        switch (present, value) {
        case (nil, .number), (nil, .stringSet), (nil, .numberSet), (nil, .binarySet): return value
        case (.number(let a)?, .number(let b)): return .number(try rounded(a + b))
        case (.stringSet(let a)?, .stringSet(let b)): return .stringSet(a.union(b))
        case (.numberSet(let a)?, .numberSet(let b)): return .numberSet(a.union(b))
        case (.binarySet(let a)?, .binarySet(let b)): return .binarySet(a.union(b))
        default: throw .validation("An operand in the update expression has an incorrect data type")
        }
    }

    /// The set without these elements; nothing where none is left.
    private static func deleting(
        _ value: AttributeValue, from present: AttributeValue
    ) throws(DynamoFault) -> AttributeValue? {
        switch (present, value) {
        case (.stringSet(let a), .stringSet(let b)):
            let rest = a.subtracting(b)
            return rest.isEmpty ? nil : .stringSet(rest)
        case (.numberSet(let a), .numberSet(let b)):
            let rest = a.subtracting(b)
            return rest.isEmpty ? nil : .numberSet(rest)
        case (.binarySet(let a), .binarySet(let b)):
            let rest = a.subtracting(b)
            return rest.isEmpty ? nil : .binarySet(rest)
        default: throw .validation("An operand in the update expression has an incorrect data type")
        }
    }
}

// MARK: - Reading

extension ExpressionParser {
    /// A whole update expression: `SET`, `REMOVE`, `ADD` and `DELETE`, each at most once.
    mutating func update() throws(DynamoFault) -> Update {
        var actions: [Update.Action] = []
        var seen: Set<String> = []
        while !isAtEnd {
            guard let clause = ["SET", "REMOVE", "ADD", "DELETE"].first(where: { takeWord($0) }) else {
                throw syntaxError()
            }
            guard seen.insert(clause).inserted else {
                throw .validation(
                    "Invalid \(kind): The \"\(clause)\" section can only be used once in an update expression;")
            }
            repeat { actions.append(try action(clause)) } while take(",")
        }
        try checkOverlaps(actions)
        return Update(actions: actions)
    }

    private mutating func action(_ clause: String) throws(DynamoFault) -> Update.Action {
        let path = try path()
        switch clause {
        case "SET":
            try expect("=")
            return .set(path, try sum())
        case "REMOVE": return .remove(path)
        default:
            guard let value = try value() else { throw syntaxError() }
            return clause == "ADD" ? .add(path, value) : .delete(path, value)
        }
    }

    private mutating func sum() throws(DynamoFault) -> Update.Sum {
        let first = try term()
        if take("+") { return .plus(first, try term()) }
        if take("-") { return .minus(first, try term()) }
        return .single(first)
    }

    private mutating func term() throws(DynamoFault) -> Update.Term {
        if let value = try value() { return .value(value) }
        if take("(") {
            let inner = try nested { parser throws(DynamoFault) in try parser.term() }
            try expect(")")
            return inner
        }
        guard let function = takeFunction() else { return .path(try path()) }
        let result: Update.Term
        switch function {
        case "if_not_exists":
            let path = try path()
            try expect(",")
            result = .ifNotExists(path, try nested { parser throws(DynamoFault) in try parser.term() })
        case "list_append":
            let first = try nested { parser throws(DynamoFault) in try parser.term() }
            try expect(",")
            result = .listAppend(first, try nested { parser throws(DynamoFault) in try parser.term() })
        default: throw .validation("Invalid \(kind): Invalid function name; function: \(function)")
        }
        try expect(")")
        return result
    }

    private func checkOverlaps(_ actions: [Update.Action]) throws(DynamoFault) {
        for (index, action) in actions.enumerated() {
            for other in actions[..<index] where other.path.overlaps(action.path) {
                throw .validation(
                    "Invalid \(kind): Two document paths overlap with each other; must remove or rewrite one of these paths; "
                        + "path one: [\(other.path)], path two: [\(action.path)]")
            }
        }
    }
}
