internal import JSON

/// Equality as JSONata's `=` has it: numbers by value, strings byte for byte, objects in any order.
func isDeepEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left, right) {
    case (.string(let a), .string(let b)): return hasSameBytes(a, b)
    case (.integer(let a), .integer(let b)): return a == b
    case (.bool(let a), .bool(let b)): return a == b
    case (.null, .null): return true
    case (.array(let a), .array(let b)):
        guard a.count == b.count else { return false }
        for index in a.indices where !isDeepEqual(a[index], b[index]) { return false }
        return true
    case (.object(let a), .object(let b)):
        guard a.count == b.count else { return false }
        return a.allSatisfy { member in b[member.key].map { isDeepEqual(member.value, $0) } ?? false }
    case (.bigNumber(let a), .bigNumber(let b)): return hasSameBytes(a, b)
    default:
        guard let a = left.double, let b = right.double else { return false }
        return a == b
    }
}

extension Value {
    func isDeepEqual(to other: Value, _ evaluation: Evaluation) -> Bool {
        switch (self, other) {
        case (.json(let left), .json(let right)): return JSONata.isDeepEqual(left, right)
        case (.function(let left), .function(let right)): return left === right
        case (.function, _), (_, .function): return false
        default:
            guard let left = evaluation.element(self), let right = evaluation.element(other) else { return false }
            return JSONata.isDeepEqual(left, right)
        }
    }
}

/// Whether two strings are the same bytes.
@inline(__always)
func hasSameBytes(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && order(left, right) == 0
}

/// The order of two strings by UTF-16 units, as JavaScript and Java compare: negative, zero or positive.
func order(_ left: String, _ right: String) -> Int {
    let direct = left.utf8.withContiguousStorageIfAvailable { a in
        right.utf8.withContiguousStorageIfAvailable { b in order(a, b) }
    }
    if let result = direct ?? nil { return result }
    var left = left
    var right = right
    return left.withUTF8 { a in right.withUTF8 { b in order(a, b) } }
}

private func order(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
    let common = min(left.count, right.count)
    var index = 0
    while index < common, left[index] == right[index] { index += 1 }
    guard index < common else { return left.count - right.count }
    let a = left[index]
    let b = right[index]
    // Characters past U+FFFF are surrogates in UTF-16, which come before U+E000 to U+FFFF.
    if a >= 0xEE, b >= 0xEE, (a >= 0xF0) != (b >= 0xF0) { return a >= 0xF0 ? -1 : 1 }
    return a < b ? -1 : 1
}
