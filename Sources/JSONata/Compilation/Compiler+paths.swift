internal import JSON

extension Compiler {
    mutating func path(_ syntax: Syntax) throws(Fault) -> Node {
        if syntax.hasTupleStep { return try tuplePath(syntax) }
        let path = try plainPath(syntax.operands, keepsArray: syntax.keepsSingletonArray || syntax.keepsArray)
        guard let group = syntax.group else { return path }
        return GroupedPathNode(path, try self.group(group))
    }

    private mutating func plainPath(_ steps: [Syntax], keepsArray: Bool) throws(Fault) -> Node {
        var compiled: [Step] = []
        for (index, step) in steps.enumerated() { compiled.append(try self.step(step, isFirst: index == 0)) }
        return PathNode(compiled, startsAtVariable: steps[0].isVariable, keepsArray: keepsArray)
    }

    private mutating func step(_ syntax: Syntax, isFirst: Bool) throws(Fault) -> Step {
        var predicates: [Predicate] = []
        for case .filter(let predicate, _) in syntax.stages { predicates.append(Predicate(try node(predicate))) }
        var field: FieldName?
        if case .name(let name) = syntax.kind, predicates.isEmpty { field = FieldName(name) }
        return Step(
            node: try stepNode(syntax), field: field, predicates: predicates, isSort: syntax.isSort,
            isConstructor: isFirst && syntax.isArrayConstructor && syntax.isConstructedStep)
    }

    /// The node of a step; its stages are the path's business.
    private mutating func stepNode(_ syntax: Syntax) throws(Fault) -> Node {
        try node(syntax)
    }

    // MARK: Tuples

    /// The scope of code that sees a tuple's variables.
    func tupleScope(_ names: [String]) -> Scope {
        let inner = Scope(in: scope, takesBlocks: false)
        for name in names { inner.declare(name) }
        return inner
    }

    private mutating func tuplePath(_ syntax: Syntax) throws(Fault) -> Node {
        let steps = syntax.operands
        let start = steps.firstIndex { $0.isTuple } ?? 0
        let prefix = start == 0 ? nil : try plainPath(Array(steps[..<start]), keepsArray: false)
        let outer = scope
        defer { scope = outer }
        var names: [String] = []
        for name in syntax.tupleVariables where !names.contains(name) { names.append(name) }
        scope = tupleScope(names)
        var compiled: [TupleStep] = []
        for step in steps[start...] { compiled.append(try tupleStep(step)) }
        let group = try optionalGroup(syntax.group)
        return TuplePathNode(
            prefix: prefix, startsAtVariable: start == 0 && steps[0].isVariable, compiled,
            layout: TupleLayout(names: scope.names), group: group,
            keepsArray: syntax.keepsSingletonArray || syntax.keepsArray, keepsTuples: syntax.isTuple)
    }

    private mutating func tupleStep(_ syntax: Syntax) throws(Fault) -> TupleStep {
        var stages: [TupleStage] = []
        for stage in syntax.stages {
            switch stage {
            case .filter(let predicate, _): stages.append(.filter(Predicate(try node(predicate))))
            case .index(let name): stages.append(.index(slot: scope.declare(name)))
            }
        }
        return TupleStep(
            node: try stepNode(syntax), stages: stages, isSort: syntax.isSort,
            focus: syntax.focus.map { scope.declare($0) }, index: syntax.index.map { scope.declare($0) },
            ancestor: syntax.ancestor.map { scope.declare($0.label) })
    }
}

extension Syntax {
    fileprivate var isVariable: Bool {
        if case .variable = kind { true } else { false }
    }

    fileprivate var isSort: Bool {
        if case .sort = kind { true } else { false }
    }

    fileprivate var isArrayConstructor: Bool {
        if case .array = kind { true } else { false }
    }
}
