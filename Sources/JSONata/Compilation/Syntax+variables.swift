extension Syntax {
    /// Everything directly below: operands, pairs, stages, predicates and grouping.
    var children: [Syntax] {
        var children = operands + predicates
        for pair in pairs + (group?.pairs ?? []) {
            children.append(pair.key)
            children.append(pair.value)
        }
        for case .filter(let predicate, _) in stages { children.append(predicate) }
        return children
    }

    /// The names that `:=` binds here, in the order of their places, without those of inner blocks and functions.
    var boundNames: [String] {
        var names: [String] = []
        if case .bind(let name) = kind { names.append(name) }
        for child in children where !child.opensScope { names += child.boundNames }
        return names
    }

    /// Whether a function is made somewhere below that may outlive the code around it.
    var makesFunction: Bool {
        switch kind {
        case .lambda, .transform: true
        case .variable("eval"): true
        default: children.contains { $0.makesFunction }
        }
    }

    private var opensScope: Bool {
        switch kind {
        // What follows a block (predicates, grouping) is not inside it, but it binds nothing in practice.
        case .block, .lambda: true
        default: false
        }
    }

    /// The variables that the tuples of a path carry: its own and those of inner paths that hand theirs out.
    var tupleVariables: [String] {
        guard case .path = kind else { return [] }
        return operands.flatMap(\.stepVariables)
    }

    private var stepVariables: [String] {
        var names = [focus, index, ancestor?.label].compactMap { $0 }
        for case .index(let name) in stages { names.append(name) }
        return names + handedOutVariables
    }

    /// The variables of the tuples that a block gives to the path around it.
    var handedOutVariables: [String] {
        guard isTuple else { return [] }
        switch kind {
        case .path: return tupleVariables
        case .block: return operands.last?.handedOutVariables ?? []
        default: return []
        }
    }

    /// Whether evaluating it gives tuples rather than values.
    var givesTuples: Bool {
        guard isTuple else { return false }
        switch kind {
        case .path: return hasTupleStep
        case .block: return operands.last?.givesTuples ?? false
        default: return false
        }
    }

    var hasTupleStep: Bool { operands.contains { $0.isTuple } }
}
