/// Walks an expression and notes what it refers to outside itself.
struct ReferenceCollector {
    private let source: [UInt8]
    private let library: Library
    private var references: [JSONataReference] = []
    private var bound: [String: Int] = [:]

    static func collect(_ syntax: Syntax, source: String, dialect: JSONataExpression.Dialect) -> [JSONataReference] {
        var collector = ReferenceCollector(source: Array(source.utf8), library: dialect.library)
        collector.binding(syntax.boundNamesUnlessBlock) { $0.visit(syntax, isTop: true) }
        return collector.references
    }

    private init(source: [UInt8], library: Library) {
        self.source = source
        self.library = library
    }

    /// - Parameter isTop: whether the context is the input of the whole expression.
    private mutating func visit(_ syntax: Syntax, isTop: Bool) {
        switch syntax.kind {
        case .path: visitPath(syntax, isTop: isTop)
        case .variable(let name): note(variable: name, path: [], syntax, isTop: isTop)
        case .lambda:
            binding(syntax.parameters + syntax.operands.flatMap(\.boundNamesUnlessBlock)) {
                $0.visit(syntax.operands[0], isTop: false)
            }
        case .block:
            binding(syntax.operands.flatMap(\.boundNamesUnlessBlock)) { collector in
                for operand in syntax.operands { collector.visit(operand, isTop: isTop) }
            }
        case .call, .partial:
            visitProcedure(syntax.operands[0], isTop: isTop)
            for operand in syntax.operands.dropFirst() { visit(operand, isTop: isTop) }
        case .transform, .sort: for operand in syntax.operands { visit(operand, isTop: false) }
        default:
            for operand in syntax.operands { visit(operand, isTop: isTop) }
            for pair in syntax.pairs { visit(pair, isTop: isTop) }
        }
        for predicate in syntax.predicates { visit(predicate, isTop: false) }
        for case .filter(let predicate, _) in syntax.stages { visit(predicate, isTop: false) }
        for pair in syntax.group?.pairs ?? [] { visit(pair, isTop: false) }
    }

    private mutating func visit(_ pair: Syntax.Pair, isTop: Bool) {
        visit(pair.key, isTop: isTop)
        visit(pair.value, isTop: isTop)
    }

    private mutating func visitPath(_ path: Syntax, isTop: Bool) {
        if case .array = path.operands[0].kind, !path.operands[0].predicates.isEmpty, path.operands.count > 1 {
            add(.pathAfterPick, at: path.operands[0].position)
        }
        binding(path.tupleVariables) { collector in
            for (index, step) in path.operands.enumerated() {
                switch step.kind {
                case .variable(let name) where index == 0:
                    collector.note(variable: name, path: Self.plainFields(after: path), step, isTop: isTop)
                    for case .filter(let predicate, _) in step.stages { collector.visit(predicate, isTop: false) }
                    for predicate in step.predicates { collector.visit(predicate, isTop: false) }
                case .name(let name):
                    if index == 0, isTop { collector.add(.field(name), at: collector.start(ofName: name, step)) }
                    for case .filter(let predicate, _) in step.stages { collector.visit(predicate, isTop: false) }
                default: collector.visit(step, isTop: isTop && index == 0)
                }
            }
        }
    }

    /// The names after a path's first step, up to the first step that is more than a name.
    private static func plainFields(after path: Syntax) -> [String] {
        guard path.operands[0].stages.isEmpty, path.operands[0].predicates.isEmpty else { return [] }
        var names: [String] = []
        for step in path.operands.dropFirst() {
            guard case .name(let name) = step.kind else { break }
            names.append(name)
            guard step.stages.isEmpty else { break }
        }
        return names
    }

    private mutating func visitProcedure(_ procedure: Syntax, isTop: Bool) {
        guard case .variable(let name) = procedure.kind, procedure.predicates.isEmpty else {
            return visit(procedure, isTop: isTop)
        }
        if bound[name] == nil, library[name] == nil {
            add(.unknownFunction(name), at: procedure.position - name.utf8.count - 1)
        }
    }

    private mutating func note(variable name: String, path: [String], _ syntax: Syntax, isTop: Bool) {
        let start = syntax.position - name.utf8.count - 1
        switch name {
        case "": if isTop { add(.context, at: start) }
        case "$": add(.root, at: start)
        default: if bound[name] == nil, library[name] == nil { add(.variable(name: name, path: path), at: start) }
        }
    }

    private func start(ofName name: String, _ syntax: Syntax) -> Int {
        let quotes = syntax.position > 0 && source[syntax.position - 1] == UInt8(ascii: "`") ? 2 : 0
        return syntax.position - name.utf8.count - quotes
    }

    private mutating func add(_ kind: JSONataReference.Kind, at offset: Int) {
        let units = source.prefix(max(0, offset)).reduce(0) { count, byte in
            byte & 0xC0 == 0x80 ? count : byte >= 0xF0 ? count + 2 : count + 1
        }
        references.append(JSONataReference(kind: kind, position: units))
    }

    private mutating func binding(_ names: [String], _ body: (inout ReferenceCollector) -> Void) {
        for name in names { bound[name, default: 0] += 1 }
        body(&self)
        for name in names {
            let count = (bound[name] ?? 1) - 1
            bound[name] = count == 0 ? nil : count
        }
    }
}
