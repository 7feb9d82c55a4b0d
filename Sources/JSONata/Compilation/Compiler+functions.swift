internal import JSON

extension Compiler {
    mutating func call(_ syntax: Syntax, leading: Node? = nil) throws(Fault) -> Node {
        let procedure = try node(syntax.operands[0])
        return CallNode(
            procedure, leading: leading, try nodes(syntax.operands.dropFirst()), name: syntax.operands[0].text,
            lacksDollar: lacksDollar(syntax.operands[0]), at: syntax.position)
    }

    mutating func partial(_ syntax: Syntax) throws(Fault) -> Node {
        var arguments: [Node?] = []
        for operand in syntax.operands.dropFirst() {
            if case .placeholder = operand.kind { arguments.append(nil) } else { arguments.append(try node(operand)) }
        }
        return PartialNode(
            try node(syntax.operands[0]), arguments, name: syntax.operands[0].text,
            lacksDollar: lacksDollar(syntax.operands[0]), at: syntax.position)
    }

    /// Whether a function is called by a bare name that means something with a `$` before it.
    private func lacksDollar(_ procedure: Syntax) -> Bool {
        guard case .path = procedure.kind, case .name(let name)? = procedure.operands.first?.kind else { return false }
        return dialect.library[name] != nil || !scope.places(of: name).places.isEmpty
    }

    mutating func apply(_ syntax: Syntax) throws(Fault) -> Node {
        let argument = try node(syntax.operands[0])
        if case .call = syntax.operands[1].kind { return try call(syntax.operands[1], leading: argument) }
        return ApplyNode(argument, try node(syntax.operands[1]), at: syntax.position)
    }

    mutating func lambda(_ syntax: Syntax, _ signature: String?) throws(Fault) -> Node {
        let outer = scope
        defer { scope = outer }
        scope = Scope(in: outer)
        let body = syntax.operands[0]
        for name in syntax.parameters {
            if scope.slot(of: name) == nil { scope.declare(name, isCertain: true) } else { _ = scope.redeclare(name) }
        }
        for name in body.boundNamesUnlessBlock { scope.declare(name) }
        let node = try self.node(body)
        return LambdaNode(
            parameterCount: syntax.parameters.count, slotCount: scope.frame.count,
            signature: try signature.map { text throws(Fault) in try Signature(parsing: text) }, body: node)
    }

    mutating func block(_ syntax: Syntax) throws(Fault) -> Node {
        let names = Set(syntax.operands.flatMap(\.boundNamesUnlessBlock))
        if names.isEmpty { return BlockNode(try nodes(syntax.operands), variables: .hoisted(0..<0)) }
        let outer = scope
        defer { scope = outer }
        let isHoisted = outer.takesBlocks && !syntax.operands.contains { $0.makesFunction }
        scope = isHoisted ? Scope(sharing: outer) : Scope(in: outer)
        let start = scope.frame.count
        for name in names { scope.declare(name) }
        let end = scope.frame.count
        let expressions = try nodes(syntax.operands)
        return BlockNode(
            expressions, variables: isHoisted ? .hoisted(start..<end) : .own(count: scope.frame.count))
    }
}

extension Syntax {
    /// The names that it binds in the scope around it.
    var boundNamesUnlessBlock: [String] {
        switch kind {
        case .block, .lambda: []
        default: boundNames
        }
    }
}
