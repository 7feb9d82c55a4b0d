/// The values that a path with `@`, `#` or `%` goes through, each with the variables bound on its way.
final class TupleStream {
    /// The names that a tuple has slots for.
    let layout: TupleLayout
    var tuples: [Tuple]

    init(layout: TupleLayout, tuples: [Tuple] = []) {
        self.layout = layout
        self.tuples = tuples
    }
}

/// The variables of a path's tuples, one slot each.
final class TupleLayout: Sendable {
    let names: [String]

    init(names: [String]) { self.names = names }
}

/// One value and the frame that holds its variables.
struct Tuple {
    var item: Value
    var frame: Frame
}
