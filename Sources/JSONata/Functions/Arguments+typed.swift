internal import JSON

extension Arguments {
    /// The string at that place; nil where it is undefined or something else.
    @inline(__always)
    func string(_ index: Int) -> String? { self[index].string }

    /// The number at that place; nil where it is undefined or something else.
    @inline(__always)
    func number(_ index: Int) -> Double? {
        if case .json(let value) = self[index] { value.double } else { nil }
    }

    /// The elements of the array at that place; nil where it is undefined.
    func elements(_ index: Int) -> [JSONValue]? { self[index].elements }
}
