internal import JSON

extension JSONataExpression {
    /// The texts that the expression, or a member of the object that it gives, can be.
    ///
    /// `'orders-' & $region` gives `orders-*`, `$big ? 'a' : 'b'` gives both. What cannot be told is anything at all;
    /// a member that is not there gives nothing.
    ///
    /// - Parameters:
    ///   - path: the names of members on the way, from the outside.
    ///   - variables: what is known of variables that the expression does not bind.
    package func texts(
        at path: [String] = [], variables: @escaping (String) -> [TextPattern]? = { _ in nil }
    ) -> [TextPattern] {
        let stack = StackGuard(bytes: 1 << 20)
        guard let syntax = try? PathResolver.resolve(try Parser.parse(source, stack: stack), stack: stack) else {
            return [.anything]
        }
        var seen: Set<TextPattern> = []
        return TextAnalysis(variables: variables).texts(syntax, path[...], [:]).filter { seen.insert($0).inserted }
    }
}

private struct TextAnalysis {
    /// With more, there is no telling.
    static let maximumCount = 32

    let variables: (String) -> [TextPattern]?

    func texts(_ syntax: Syntax, _ path: ArraySlice<String>, _ bindings: [String: Syntax]) -> [TextPattern] {
        guard syntax.predicates.isEmpty, syntax.stages.isEmpty, syntax.group == nil else { return [.anything] }
        guard let name = path.first else { return bounded(text(syntax, bindings)) }
        switch syntax.kind {
        case .object: return member(name, of: syntax, path.dropFirst(), bindings)
        case .call where isMerge(syntax): return merged(syntax, path, bindings)
        default: return branches(of: syntax, bindings) { texts($0, path, $1) } ?? [.anything]
        }
    }

    private func bounded(_ texts: [TextPattern]) -> [TextPattern] {
        texts.count <= Self.maximumCount ? texts : [.anything]
    }

    /// What the branches of conditions, blocks and bound variables give; nil for everything else.
    private func branches(
        of syntax: Syntax, _ bindings: [String: Syntax],
        _ analyse: (Syntax, [String: Syntax]) -> [TextPattern]
    ) -> [TextPattern]? {
        switch syntax.kind {
        case .condition: return syntax.operands.dropFirst().flatMap { analyse($0, bindings) }
        case .fallback: return syntax.operands.flatMap { analyse($0, bindings) }
        case .bind: return syntax.operands.first.map { analyse($0, bindings) }
        case .block:
            var inner = bindings
            for operand in syntax.operands {
                if case .bind(let name) = operand.kind { inner[name] = operand.operands.first }
            }
            return syntax.operands.last.map { analyse($0, inner) }
        case .variable(let name):
            guard let bound = bindings[name] else { return nil }
            var others = bindings
            others[name] = nil
            return analyse(bound, others)
        case .path where syntax.operands.count == 1: return analyse(syntax.operands[0], bindings)
        default: return nil
        }
    }

    private func text(_ syntax: Syntax, _ bindings: [String: Syntax]) -> [TextPattern] {
        switch syntax.kind {
        case .string(let text): return [TextPattern(text)]
        case .literal(let value): return [value.string.map { TextPattern($0) } ?? .anything]
        case .binary(.ampersand):
            let sides = syntax.operands.map { texts($0, [], bindings) }
            guard sides.count == 2 else { return [.anything] }
            return sides[0].flatMap { left in sides[1].map { left + $0 } }
        case .variable(let name) where bindings[name] == nil: return variables(name) ?? [.anything]
        default: return branches(of: syntax, bindings) { texts($0, [], $1) } ?? [.anything]
        }
    }

    private func member(
        _ name: String, of syntax: Syntax, _ path: ArraySlice<String>, _ bindings: [String: Syntax]
    ) -> [TextPattern] {
        var isOpen = false
        for pair in syntax.pairs.reversed() {
            guard let key = text(pair.key, bindings).first?.constant else {
                isOpen = true
                continue
            }
            if key == name { return texts(pair.value, path, bindings) }
        }
        return isOpen ? [.anything] : []
    }

    private func isMerge(_ syntax: Syntax) -> Bool {
        if case .variable("merge")? = syntax.operands.first?.kind { true } else { false }
    }

    /// `$merge([a, b])`: any of the objects may have the member.
    private func merged(
        _ syntax: Syntax, _ path: ArraySlice<String>, _ bindings: [String: Syntax]
    ) -> [TextPattern] {
        guard syntax.operands.count == 2, case .array = syntax.operands[1].kind else { return [.anything] }
        let found = syntax.operands[1].operands.map { texts($0, path, bindings) }
        // The last object that surely has it decides.
        for texts in found.reversed() where !texts.isEmpty && !texts.contains(.anything) { return texts }
        return found.flatMap { $0 }
    }
}
