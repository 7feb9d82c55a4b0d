package import JSON

/// One item of a dataset that a distributed Map iterates.
package struct DatasetItem: Hashable, Sendable {
    /// The name of the member, where the dataset is an object; `Map.Item.Key` of the context object.
    package let key: String?
    package let value: JSONValue

    package init(key: String? = nil, value: JSONValue) {
        self.key = key
        self.value = value
    }
}
