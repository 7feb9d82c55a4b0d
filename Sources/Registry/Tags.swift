package import JSON

/// The tags of a resource, in the order in which they were added.
package struct Tags: Hashable, Sendable {
    package static let maximumCount = 50

    private var values: JSONObject = [:]

    package init() {}

    /// Adds tags; one whose key is there already replaces its value.
    package mutating func add(_ tags: some Sequence<(key: String, value: String)>) {
        for tag in tags { values[tag.key] = .string(tag.value) }
    }

    package mutating func remove(_ keys: some Sequence<String>) {
        for key in keys { values[key] = nil }
    }

    package var isTooMany: Bool { values.count > Self.maximumCount }

    /// As the API shows them: `[{"key": …, "value": …}]`.
    package var list: JSONValue {
        .array(values.map { .object(["key": .string($0.key), "value": $0.value]) })
    }

    /// As the journal keeps them: `{key: value}`.
    package var document: JSONValue { .object(values) }

    package init(document: JSONValue?) { values = document?.object ?? [:] }
}
