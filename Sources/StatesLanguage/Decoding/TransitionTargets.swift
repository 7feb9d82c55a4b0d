/// The states that a `Next` may name.
final class TransitionTargets {
    private(set) var names: [String]
    private var indexes: [String: StateIndex]
    /// Whether a name that is not known becomes a state of its own, as when a state is tested alone.
    private let takesNewNames: Bool

    init(_ names: [String], takesNewNames: Bool = false) {
        self.names = names
        self.takesNewNames = takesNewNames
        indexes = Dictionary(
            names.enumerated().map { ($1, StateIndex(rawValue: $0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The place of that state; nil where there is none.
    func index(of name: String) -> StateIndex? {
        if let index = indexes[name] { return index }
        guard takesNewNames else { return nil }
        let index = StateIndex(rawValue: names.count)
        names.append(name)
        indexes[name] = index
        return index
    }
}
