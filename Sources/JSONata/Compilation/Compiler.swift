internal import JSON

/// Turns resolved syntax into nodes: variables into slots, constants into values, paths into steps.
struct Compiler {
    let dialect: JSONataExpression.Dialect
    let stack: StackGuard
    /// The names that no scope knows, in the order of the evaluation's globals.
    private(set) var globals: [String] = []
    /// How many globals the evaluation has already, where code is compiled during one.
    private let firstGlobal: Int
    var scope: Scope

    /// What `init(_:)` of an expression needs.
    struct Output {
        let root: Node
        let slotCount: Int
        let globals: [String]
    }

    private init(_ dialect: JSONataExpression.Dialect, _ stack: StackGuard, firstGlobal: Int, _ scope: Scope) {
        self.dialect = dialect
        self.stack = stack
        self.firstGlobal = firstGlobal
        self.scope = scope
    }

    /// Compiles a whole expression. For `$eval`, `scope` is that of the code around.
    static func compile(
        _ syntax: Syntax, dialect: JSONataExpression.Dialect, stack: StackGuard, scope outer: Scope? = nil,
        firstGlobal: Int = 0
    ) throws(Fault) -> Output {
        let scope = Scope(in: outer)
        for name in syntax.boundNamesUnlessBlock { scope.declare(name) }
        var compiler = Compiler(dialect, stack, firstGlobal: firstGlobal, scope)
        let root = try compiler.node(syntax)
        return Output(root: root, slotCount: scope.frame.count, globals: compiler.globals)
    }

    mutating func node(_ syntax: Syntax) throws(Fault) -> Node {
        try stack.check()
        if case .path = syntax.kind { return try path(syntax) }
        let bare = try self.bare(syntax)
        return try postfix(syntax, bare)
    }

    mutating func nodes(_ syntaxes: some Sequence<Syntax>) throws(Fault) -> [Node] {
        var nodes: [Node] = []
        for syntax in syntaxes { nodes.append(try node(syntax)) }
        return nodes
    }

    /// The node without predicates, grouping and `[]`.
    mutating func bare(_ syntax: Syntax) throws(Fault) -> Node {
        switch syntax.kind {
        case .name(let name): return FieldNode(FieldName(name))
        case .string, .number, .literal: return ConstantNode(.json(syntax.literalValue ?? .null))
        case .variable(let name): return variable(name)
        case .wildcard: return WildcardNode()
        case .descendants: return DescendantsNode()
        case .parent(let ancestor): return variable(ancestor?.label ?? "!")
        case .regex(let pattern, let flags):
            return ConstantNode(.function(try RegularExpression(pattern, flags: flags, at: syntax.position)))
        case .negation: return NegationNode(try node(syntax.operands[0]), at: syntax.position)
        case .array: return try array(syntax)
        case .object: return try object(syntax)
        case .binary(let symbol): return try binary(symbol, syntax)
        case .call: return try call(syntax)
        case .partial: return try partial(syntax)
        case .lambda(let signature): return try lambda(syntax, signature)
        case .condition: return try condition(syntax)
        case .fallback(let symbol):
            return FallbackNode(
                try node(syntax.operands[0]), takesAnyValue: symbol == .coalesce, other: try node(syntax.operands[1]))
        case .block: return try block(syntax)
        case .bind(let name): return BindNode(slot: bindingSlot(name), value: try node(syntax.operands[0]))
        case .apply: return try apply(syntax)
        case .transform: return try transform(syntax)
        case .sort(let descending): return try sort(syntax, descending)
        case .path: return try path(syntax)
        case .placeholder, .word, .end: throw Fault("S0201", at: syntax.position, token: syntax.text)
        }
    }

    private mutating func postfix(_ syntax: Syntax, _ bare: Node) throws(Fault) -> Node {
        guard !syntax.predicates.isEmpty || syntax.group != nil || syntax.keepsArray else { return bare }
        if syntax.givesTuples { return try tuplePostfix(syntax, bare) }
        return PostfixNode(
            bare, predicates: try predicates(syntax.predicates), group: try optionalGroup(syntax.group),
            keepsArray: syntax.keepsArray)
    }

    private mutating func tuplePostfix(_ syntax: Syntax, _ bare: Node) throws(Fault) -> Node {
        let outer = scope
        defer { scope = outer }
        scope = tupleScope(syntax.handedOutVariables)
        let predicates = try predicates(syntax.predicates)
        let group = try optionalGroup(syntax.group)
        return TupleStreamNode(bare, predicates: predicates, group: group, slotCount: scope.frame.count)
    }

    mutating func predicates(_ syntaxes: [Syntax]) throws(Fault) -> [Predicate] {
        try nodes(syntaxes).map { Predicate($0) }
    }

    // MARK: Variables

    private func bindingSlot(_ name: String) -> Int {
        // `boundNames` declared it in the scope that is current here, or in the nearest with the same frame.
        var scope = scope
        while scope.slot(of: name) == nil, let parent = scope.parent, parent.frame === scope.frame { scope = parent }
        return scope.declare(name)
    }

    mutating func variable(_ name: String) -> Node {
        if name.isEmpty { return ContextNode() }
        let (places, isCertain) = scope.places(of: name)
        if isCertain, places.count == 1 { return LocalNode(places[0]) }
        if places.isEmpty, name == "eval", dialect.library["eval"] != nil {
            return EvalNode(dialect, scope, global("eval"))
        }
        if places.isEmpty { return GlobalNode(index: global(name)) }
        return ChainedVariableNode(places, global: global(name))
    }

    private mutating func global(_ name: String) -> Int {
        if let index = globals.firstIndex(of: name) { return firstGlobal + index }
        globals.append(name)
        return firstGlobal + globals.count - 1
    }

    // MARK: Operators

    private mutating func binary(_ symbol: Symbol, _ syntax: Syntax) throws(Fault) -> Node {
        let left = try node(syntax.operands[0])
        let right = try node(syntax.operands[1])
        let position = syntax.position
        let result: Node =
            switch symbol {
            case .plus, .minus, .star, .slash, .percent: ArithmeticNode(left, symbol, right, at: position)
            case .equal, .notEqual: EqualityNode(left, symbol, right, at: position)
            case .less, .lessOrEqual, .greater, .greaterOrEqual: ComparisonNode(left, symbol, right, at: position)
            case .and, .or: LogicNode(left, symbol, right, at: position)
            case .in: InclusionNode(left, symbol, right, at: position)
            case .ampersand: ConcatenationNode(left, symbol, right, at: position)
            case .range: RangeNode(left, symbol, right, at: position)
            default: throw Fault("S0204", at: position, token: symbol.rawValue)
            }
        return folded(result, syntax, isConstant: left.constant != nil && right.constant != nil)
    }

    /// The value instead of the operation, where the operands are known and nothing goes wrong.
    ///
    /// Only shallow operations are folded, so that a bound on depth meets deep ones as it would without folding.
    private func folded(_ node: Node, _ syntax: Syntax, isConstant: Bool) -> Node {
        guard isConstant, syntax.isShallow(16) else { return node }
        if case .binary(.range) = syntax.kind { return node }
        let evaluation = Evaluation(dialect: .standard, environment: JSONataEnvironment())
        guard let value = try? node.evaluate(.undefined, Frame.make(0, parent: nil), evaluation) else { return node }
        return ConstantNode(value)
    }

    private mutating func condition(_ syntax: Syntax) throws(Fault) -> Node {
        let parts = try nodes(syntax.operands)
        return ConditionNode(parts[0], then: parts[1], otherwise: parts.count > 2 ? parts[2] : nil)
    }

    private mutating func sort(_ syntax: Syntax, _ descending: [Bool]) throws(Fault) -> Node {
        let keys = try nodes(syntax.operands)
        return SortNode(
            zip(keys, descending).map { SortNode.Term(key: $0, isDescending: $1) }, at: syntax.position)
    }

    // MARK: Constructors

    private mutating func array(_ syntax: Syntax) throws(Fault) -> Node {
        var items: [ArrayNode.Item] = []
        for operand in syntax.operands {
            var isNested = false
            if case .array = operand.kind { isNested = true }
            items.append(ArrayNode.Item(node: try node(operand), isNested: isNested))
        }
        return ArrayNode(items, isStep: syntax.isConstructedStep)
    }

    private mutating func object(_ syntax: Syntax) throws(Fault) -> Node {
        let general = try group(Syntax.Group(pairs: syntax.pairs, position: syntax.position))
        let names = syntax.pairs.compactMap { pair -> String? in
            if case .string(let name) = pair.key.kind, pair.key.predicates.isEmpty { name } else { nil }
        }
        guard names.count == syntax.pairs.count, Set(names.map { Array($0.utf8) }).count == names.count else {
            return general
        }
        return RecordNode(names: names, values: general.values, general: general)
    }

    mutating func optionalGroup(_ group: Syntax.Group?) throws(Fault) -> GroupNode? {
        guard let group else { return nil }
        return try self.group(group)
    }

    mutating func group(_ group: Syntax.Group) throws(Fault) -> GroupNode {
        GroupNode(
            keys: try nodes(group.pairs.map(\.key)), values: try nodes(group.pairs.map(\.value)),
            position: group.position)
    }

    private mutating func transform(_ syntax: Syntax) throws(Fault) -> Node {
        let parts = try nodes(syntax.operands)
        return TransformNode(
            pattern: parts[0], update: parts[1], deletion: parts.count > 2 ? parts[2] : nil,
            updatePosition: syntax.operands[1].position, deletionPosition: syntax.operands.last?.position ?? 0)
    }
}

extension Syntax {
    /// Whether operators nest no deeper than that.
    fileprivate func isShallow(_ levels: Int) -> Bool {
        levels > 0 && operands.allSatisfy { $0.isShallow(levels - 1) }
    }
}
