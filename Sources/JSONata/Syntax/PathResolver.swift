internal import JSON

/// Rewrites what the parser made into what the language means: `.` chains into paths, predicates into stages of a step,
/// and `%` into the variable that holds the ancestor.
///
/// Source: `processAST` of the reference, rule for rule, because programs depend on its every corner.
struct PathResolver {
    private let stack: StackGuard
    private var ancestors: [Ancestor] = []

    static func resolve(_ syntax: Syntax, stack: StackGuard) throws(Fault) -> Syntax {
        var resolver = PathResolver(stack: stack)
        let resolved = try resolver.resolve(syntax)
        if case .parent = resolved.kind { throw Self.underivable(resolved) }
        if !resolved.soughtAncestors.isEmpty { throw Self.underivable(resolved) }
        return resolved
    }

    private init(stack: StackGuard) { self.stack = stack }

    private static func underivable(_ syntax: Syntax) -> Fault {
        Fault("S0217", at: syntax.position, token: syntax.kindName)
    }

    private mutating func resolve(_ syntax: Syntax) throws(Fault) -> Syntax {
        try stack.check()
        let result = try rewrite(syntax)
        if syntax.keepsArray { result.keepsArray = true }
        return result
    }

    private mutating func rewrite(_ syntax: Syntax) throws(Fault) -> Syntax {
        switch syntax.kind {
        case .binary(let symbol): return try binary(symbol, syntax)
        case .negation: return try negation(syntax)
        case .object: try object(syntax)
        case .lambda, .transform: for index in syntax.operands.indices { try replaceOperand(index, of: syntax) }
        case .block: try block(syntax)
        case .call, .partial: try call(syntax)
        case .array, .condition, .fallback, .bind:
            for index in syntax.operands.indices { push(try replaceOperand(index, of: syntax), onto: syntax) }
        case .name: return path(ofName: syntax)
        case .parent:
            let ancestor = Ancestor(index: ancestors.count)
            ancestors.append(ancestor)
            syntax.kind = .parent(ancestor)
        case .word(let symbol):
            syntax.kind = .name(symbol.rawValue)
            return path(ofName: syntax)
        case .end: throw Fault("S0207", at: syntax.position, token: "(end)")
        default: break
        }
        return syntax
    }

    @discardableResult
    private mutating func replaceOperand(_ index: Int, of syntax: Syntax) throws(Fault) -> Syntax {
        let operand = try resolve(syntax.operands[index])
        syntax.operands[index] = operand
        return operand
    }

    // MARK: Simple forms

    private func path(ofName name: Syntax) -> Syntax {
        let path = Syntax(.path, at: name.position, [name])
        path.keepsSingletonArray = name.keepsArray
        return path
    }

    private mutating func negation(_ syntax: Syntax) throws(Fault) -> Syntax {
        let operand = try replaceOperand(0, of: syntax)
        if case .number(let value) = operand.kind, operand.predicates.isEmpty, operand.group == nil {
            operand.kind = .number(-value)
            return operand
        }
        push(operand, onto: syntax)
        return syntax
    }

    private mutating func object(_ syntax: Syntax) throws(Fault) {
        syntax.pairs = try resolve(syntax.pairs) { syntax.soughtAncestors += $0 }
    }

    private mutating func resolve(
        _ pairs: [Syntax.Pair], sought: ([Ancestor]) -> Void
    ) throws(Fault) -> [Syntax.Pair] {
        var resolved: [Syntax.Pair] = []
        for pair in pairs {
            let key = try resolve(pair.key)
            sought(Self.sought(by: key))
            let value = try resolve(pair.value)
            sought(Self.sought(by: value))
            resolved.append(Syntax.Pair(key: key, value: value))
        }
        return resolved
    }

    private mutating func block(_ syntax: Syntax) throws(Fault) {
        for index in syntax.operands.indices {
            let part = try replaceOperand(index, of: syntax)
            push(part, onto: syntax)
            var makesArray = part.isConstructedStep
            if case .path = part.kind, part.operands[0].isConstructedStep { makesArray = true }
            if makesArray { syntax.isConstructedStep = true }
        }
    }

    private mutating func call(_ syntax: Syntax) throws(Fault) {
        for index in syntax.operands.indices.dropFirst() { push(try replaceOperand(index, of: syntax), onto: syntax) }
        try replaceOperand(0, of: syntax)
    }

    // MARK: Operators

    private mutating func binary(_ symbol: Symbol, _ syntax: Syntax) throws(Fault) -> Syntax {
        switch symbol {
        case .dot: return try step(syntax)
        case .openBracket: return try predicate(syntax)
        case .openBrace: return try group(syntax)
        case .caret: return try sort(syntax)
        case .at: return try focus(syntax)
        case .hash: return try index(syntax)
        case .apply:
            syntax.kind = .apply
            for index in 0...1 where try replaceOperand(index, of: syntax).keepsArray { syntax.keepsArray = true }
            return syntax
        default:
            try replaceOperand(0, of: syntax)
            try replaceOperand(1, of: syntax)
            push(syntax.operands[0], onto: syntax)
            push(syntax.operands[1], onto: syntax)
            return syntax
        }
    }

    private mutating func step(_ syntax: Syntax) throws(Fault) -> Syntax {
        let first = try resolve(syntax.operands[0])
        let path = asPath(first)
        if case .parent(let ancestor?) = first.kind { path.soughtAncestors = [ancestor] }
        let rest = try resolve(syntax.operands[1])
        if case .path = rest.kind {
            path.operands += rest.operands
        } else {
            rest.stages += rest.predicates.map { .filter($0, position: rest.position) }
            rest.predicates = []
            path.operands.append(rest)
        }
        for step in path.operands {
            switch step.kind {
            case .number, .literal:
                throw Fault("S0213", at: step.position, token: step.text, value: step.literalValue)
            case .string(let text): step.kind = .name(text)
            default: break
            }
        }
        if path.operands.contains(where: \.keepsArray) { path.keepsSingletonArray = true }
        for step in [path.operands.first, path.operands.last] {
            if let step, case .array = step.kind { step.isConstructedStep = true }
        }
        try resolveAncestors(of: path)
        return path
    }

    private func asPath(_ syntax: Syntax) -> Syntax {
        if case .path = syntax.kind { return syntax }
        return Syntax(.path, at: syntax.position, [syntax])
    }

    private mutating func predicate(_ syntax: Syntax) throws(Fault) -> Syntax {
        let result = try resolve(syntax.operands[0])
        var step = result
        var isPath = false
        if case .path = result.kind {
            isPath = true
            step = result.operands[result.operands.count - 1]
        }
        if step.group != nil { throw Fault("S0209", at: syntax.position) }
        let predicate = try resolve(syntax.operands[1])
        if !predicate.soughtAncestors.isEmpty {
            for ancestor in predicate.soughtAncestors {
                if ancestor.level == 1 { try seek(ancestor, from: step) } else { ancestor.level -= 1 }
            }
            push(predicate, onto: step)
        }
        if syntax.keepsArray { step.keepsArray = true }
        if isPath {
            step.stages.append(.filter(predicate, position: syntax.position))
        } else {
            step.predicates.append(predicate)
        }
        return result
    }

    private mutating func group(_ syntax: Syntax) throws(Fault) -> Syntax {
        let result = try resolve(syntax.operands[0])
        if result.group != nil { throw Fault("S0210", at: syntax.position) }
        result.group = Syntax.Group(pairs: try resolve(syntax.pairs) { _ in }, position: syntax.position)
        return result
    }

    private mutating func sort(_ syntax: Syntax) throws(Fault) -> Syntax {
        let path = asPath(try resolve(syntax.operands[0]))
        let terms = syntax.operands[1]
        for index in terms.operands.indices { push(try replaceOperand(index, of: terms), onto: terms) }
        path.operands.append(terms)
        try resolveAncestors(of: path)
        return path
    }

    private mutating func focus(_ syntax: Syntax) throws(Fault) -> Syntax {
        let result = try resolve(syntax.operands[0])
        let step = lastStep(of: result)
        if !step.stages.isEmpty || !step.predicates.isEmpty { throw Fault("S0215", at: syntax.position) }
        if case .sort = step.kind { throw Fault("S0216", at: syntax.position) }
        if syntax.keepsArray { step.keepsArray = true }
        step.focus = syntax.operands[1].text
        step.isTuple = true
        return result
    }

    private mutating func index(_ syntax: Syntax) throws(Fault) -> Syntax {
        let left = try resolve(syntax.operands[0])
        let step = lastStep(of: left)
        let path = asPath(left)
        if path !== left {
            step.stages += step.predicates.map { .filter($0, position: step.position) }
            step.predicates = []
        }
        let name = syntax.operands[1].text
        if step.stages.isEmpty { step.index = name } else { step.stages.append(.index(name)) }
        step.isTuple = true
        return path
    }

    private func lastStep(of syntax: Syntax) -> Syntax {
        if case .path = syntax.kind { syntax.operands[syntax.operands.count - 1] } else { syntax }
    }

    // MARK: Ancestors

    private static func sought(by value: Syntax) -> [Ancestor] {
        if case .parent(let ancestor?) = value.kind { return value.soughtAncestors + [ancestor] }
        return value.soughtAncestors
    }

    private func push(_ value: Syntax, onto result: Syntax) {
        result.soughtAncestors += Self.sought(by: value)
    }

    /// Finds the steps from which the last step's ancestors were taken; those further out go on being looked for.
    private func resolveAncestors(of path: Syntax) throws(Fault) {
        for ancestor in Self.sought(by: path.operands[path.operands.count - 1]) {
            var index = path.operands.count - 2
            while ancestor.level > 0 {
                guard index >= 0 else {
                    path.soughtAncestors.append(ancestor)
                    break
                }
                var step = path.operands[index]
                index -= 1
                // Steps that bind a context variable all stand on the same level.
                while index >= 0, step.focus != nil, path.operands[index].focus != nil {
                    step = path.operands[index]
                    index -= 1
                }
                try seek(ancestor, from: step)
            }
        }
    }

    private func seek(_ ancestor: Ancestor, from node: Syntax) throws(Fault) {
        switch node.kind {
        case .name, .wildcard:
            ancestor.level -= 1
            guard ancestor.level == 0 else { return }
            if let known = node.ancestor { ancestors[ancestor.index].label = known.label }
            node.ancestor = ancestor
            node.isTuple = true
        case .parent:
            ancestor.level += 1
        case .block:
            guard let last = node.operands.last else { return }
            node.isTuple = true
            try seek(ancestor, from: last)
        case .path:
            node.isTuple = true
            var index = node.operands.count - 1
            repeat {
                try seek(ancestor, from: node.operands[index])
                index -= 1
            } while ancestor.level > 0 && index >= 0
        default:
            throw Self.underivable(node)
        }
    }
}

extension Syntax {
    /// The value of a literal.
    var literalValue: JSONValue? {
        switch kind {
        case .string(let text): .string(text)
        case .number(let value): JSONValue(number: value)
        case .literal(let value): value
        default: nil
        }
    }
}
