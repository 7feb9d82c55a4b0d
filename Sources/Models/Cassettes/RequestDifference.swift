import JSON

/// How a request differs from a recorded one.
struct RequestDifference {
    /// How many values differ.
    private(set) var count = 0
    /// The first of them: where it is, what was recorded, and what is asked now.
    private(set) var first: String?

    init(_ recorded: JSONValue, _ asked: JSONValue) { compare(recorded, asked, at: "") }

    private mutating func compare(_ recorded: JSONValue?, _ asked: JSONValue?, at place: String) {
        switch (recorded, asked) {
        case (.object(let old)?, .object(let new)?):
            for (key, value) in old { compare(value, new[key], at: "\(place)/\(key)") }
            for (key, value) in new where old[key] == nil { compare(nil, value, at: "\(place)/\(key)") }
        case (.array(let old)?, .array(let new)?):
            for index in 0..<max(old.count, new.count) {
                compare(
                    old.indices.contains(index) ? old[index] : nil, new.indices.contains(index) ? new[index] : nil,
                    at: "\(place)/\(index)")
            }
        default:
            guard recorded != asked else { return }
            count += 1
            first = first ?? "\(place): recorded \(Self.text(recorded)), now \(Self.text(asked))"
        }
    }

    private static func text(_ value: JSONValue?) -> String { value.map(Cassette.excerpt) ?? "nothing" }
}
