internal import JSON

/// `$`: what the expression is evaluated against.
final class ContextNode: Node {
    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        if case .wrapped(let elements) = input { return .array(elements) }
        return input
    }
}

/// Where a variable is kept: so many frames out, in that slot.
struct VariablePlace {
    let depth: Int
    let slot: Int
}

/// A variable that is certainly set, in this or an outer frame.
final class LocalNode: Node {
    private let place: VariablePlace

    init(_ place: VariablePlace) { self.place = place }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        place.depth == 0 ? frame[place.slot] : frame.ancestor(place.depth)[place.slot]
    }
}

/// A variable from outside: a binding of the caller's, a built-in function, or nothing.
final class GlobalNode: Node {
    let index: Int

    init(index: Int) { self.index = index }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        evaluation.globals[index]
    }
}

/// A variable that may not be set yet where it is read, so that one further out of the same name counts.
final class ChainedVariableNode: Node {
    private let places: [VariablePlace]
    private let global: Int

    init(_ places: [VariablePlace], global: Int) {
        self.places = places
        self.global = global
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        for place in places {
            let value = frame.ancestor(place.depth)[place.slot]
            if !value.isUnbound { return value }
        }
        return evaluation.globals[global]
    }
}
