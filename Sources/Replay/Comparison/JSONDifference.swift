package import JSON

/// One place where two JSON values differ.
package struct JSONDifference: Hashable, Sendable {
    /// A JSON Pointer; also goes on inside strings that hold JSON.
    package let path: String
    /// Nil where there is nothing at that place.
    package let recorded: JSONValue?
    package let computed: JSONValue?
}

extension JSONDifference {
    /// Every place where two values differ, in the order of the first, then what only the second has.
    package static func all(_ recorded: JSONValue, _ computed: JSONValue, at path: String = "") -> [JSONDifference] {
        switch (recorded, computed) {
        case (.object(let left), .object(let right)):
            let shared = left.flatMap { member -> [JSONDifference] in
                let place = "\(path)/\(SourceMap.escape(member.key))"
                guard let other = right[member.key] else {
                    return [JSONDifference(path: place, recorded: member.value, computed: nil)]
                }
                return all(member.value, other, at: place)
            }
            let added = right.filter { !left.contains($0.key) }.map {
                JSONDifference(path: "\(path)/\(SourceMap.escape($0.key))", recorded: nil, computed: $0.value)
            }
            return shared + added
        case (.array(let left), .array(let right)):
            return (0..<max(left.count, right.count)).flatMap { index -> [JSONDifference] in
                let place = "\(path)/\(index)"
                guard index < left.count, index < right.count else {
                    return [
                        JSONDifference(
                            path: place, recorded: index < left.count ? left[index] : nil,
                            computed: index < right.count ? right[index] : nil)
                    ]
                }
                return all(left[index], right[index], at: place)
            }
        case (.string, .string):
            let (left, right) = (recorded.withPayloadsParsed, computed.withPayloadsParsed)
            if left.string == nil, right.string == nil {
                let inside = all(left, right, at: path)
                if !inside.isEmpty { return inside }
            }
            fallthrough
        default:
            return recorded == computed
                ? [] : [JSONDifference(path: path, recorded: recorded, computed: computed)]
        }
    }
}
