/// The variables of a piece of code, each with its slot in a frame.
final class Scope {
    /// A frame as the compiler sees it: how many slots it needs so far.
    final class FrameLayout {
        let parent: FrameLayout?
        var count = 0

        init(parent: FrameLayout?) { self.parent = parent }
    }

    let frame: FrameLayout
    let parent: Scope?
    /// Whether a block may put its variables into this scope's frame: not where the frame is a tuple's.
    let takesBlocks: Bool
    private var slots: [String: Int] = [:]
    private var certain: Set<String> = []

    /// A scope with a frame of its own.
    init(in parent: Scope?, takesBlocks: Bool = true) {
        self.parent = parent
        self.takesBlocks = takesBlocks
        frame = FrameLayout(parent: parent?.frame)
    }

    /// A block's scope within the frame around it.
    init(sharing parent: Scope) {
        self.parent = parent
        takesBlocks = true
        frame = parent.frame
    }

    /// Adds a variable; `isCertain` where it is set before the code runs.
    @discardableResult
    func declare(_ name: String, isCertain: Bool = false) -> Int {
        if isCertain { certain.insert(name) }
        if let slot = slots[name] { return slot }
        slots[name] = frame.count
        frame.count += 1
        return frame.count - 1
    }

    /// A further slot for a parameter whose name comes again; the last one of the name counts.
    func redeclare(_ name: String) -> Int {
        slots[name] = nil
        return declare(name, isCertain: true)
    }

    /// The names by slot.
    var names: [String] { slots.sorted { $0.value < $1.value }.map(\.key) }

    func slot(of name: String) -> Int? { slots[name] }

    /// The places that a name may mean, from the inside out, and whether the last of them is certainly set.
    func places(of name: String) -> (places: [VariablePlace], isCertain: Bool) {
        var places: [VariablePlace] = []
        var depth = 0
        var scope = self
        while true {
            if let slot = scope.slots[name] {
                places.append(VariablePlace(depth: depth, slot: slot))
                if scope.certain.contains(name) { return (places, true) }
            }
            guard let parent = scope.parent else { return (places, false) }
            if parent.frame !== scope.frame { depth += 1 }
            scope = parent
        }
    }
}
