/// A span as OpenTelemetry has it.
///
/// Specification: OpenTelemetry, "Tracing API"; semantic conventions for generative AI.
package struct Span: Hashable, Sendable {
    package enum Kind: Int64, Sendable {
        case `internal` = 1
        case client = 3
    }

    package let traceID: String
    package let spanID: String
    package let parentID: String?
    package let name: String
    package let kind: Kind
    package let startMilliseconds: Int64
    package let stopMilliseconds: Int64
    package var attributes: [Attribute]
    /// What went wrong; nil where nothing did.
    package let fault: String?
}

/// What is said of a span or a measurement.
package struct Attribute: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case text(String)
        case integer(Int64)
        case number(Double)
        case texts([String])
    }

    package let key: String
    package let value: Value

    package init(_ key: String, _ value: Value) {
        self.key = key
        self.value = value
    }

    package init(_ key: String, _ text: String) { self.init(key, .text(text)) }
}
