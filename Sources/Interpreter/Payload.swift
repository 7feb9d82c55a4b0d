package import JSON

/// A JSON value together with its text, which history events and quotas need anyway.
///
/// A value that passes through a state unchanged keeps its text, so it is written only once.
package struct Payload: Sendable, Hashable {
    package let value: JSONValue
    package let text: String

    package init(_ value: JSONValue) {
        self.value = value
        self.text = value.text
    }

    /// Keeps the text as it was given.
    package init(parsing text: String) throws(JSONParseError) {
        self.value = try JSONValue(parsing: text)
        self.text = text
    }

    /// The length of the text in UTF-8.
    package var byteCount: Int { text.utf8.count }

    package static let emptyObject = Payload(.object([:]))
}
