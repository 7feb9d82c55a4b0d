import JSON

extension IntrinsicArguments {
    /// The longest array that `States.ArrayRange` makes.
    private static let maximumRangeCount = 1_000

    /// `States.ArrayPartition(array, size)`: pieces of that size, the last perhaps shorter.
    func arrayPartition() throws(IntrinsicFailure) -> JSONValue {
        let elements = try array(0)
        let size = try integer(1)
        guard size > 0 else { throw failure("the size of a chunk must be positive, but was \(size)") }
        let starts = stride(from: 0, to: elements.count, by: size)
        return .array(starts.map { .array(Array(elements[$0..<min($0 + size, elements.count)])) })
    }

    /// `States.ArrayRange(first, last, step)`: up to and with the last number where a step meets it.
    func arrayRange() throws(IntrinsicFailure) -> JSONValue {
        let first = try integer(0)
        let last = try integer(1)
        let step = try integer(2)
        guard step != 0 else { throw failure("the step must not be zero") }
        let count = max(0, (last - first) / step + ((last - first).signum() == -step.signum() ? 0 : 1))
        guard count <= Self.maximumRangeCount else {
            throw failure("the array would have \(count) elements, more than \(Self.maximumRangeCount)")
        }
        return .array((0..<count).map { .integer(Int64(first + $0 * step)) })
    }

    /// `States.ArrayGetItem(array, position)`
    func arrayGetItem() throws(IntrinsicFailure) -> JSONValue {
        let elements = try array(0)
        let position = try integer(1)
        guard elements.indices.contains(position) else {
            throw failure("position \(position) is outside of the array, which has \(elements.count) elements")
        }
        return elements[position]
    }

    /// `States.ArrayUnique(array)`: the first of equal elements stays, in its place.
    func arrayUnique() throws(IntrinsicFailure) -> JSONValue {
        var seen: Set<JSONValue> = []
        return .array(try array(0).filter { seen.insert($0).inserted })
    }
}
