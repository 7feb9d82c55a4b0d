package import JSON

/// Spans and measurements as OTLP/HTTP's JSON.
///
/// Specification: OpenTelemetry Protocol 1.x, "JSON Protobuf Encoding": ids in hexadecimal, 64-bit integers as strings, enum
/// values as numbers.
package struct OTLPDocument: Sendable {
    /// What is said of everything that is sent: `service.name` and more.
    private let resource: [Attribute]
    private let version: String

    package init(resource: [Attribute], version: String) {
        self.resource = resource
        self.version = version
    }

    package func traces(_ spans: [Span]) -> JSONValue {
        [
            "resourceSpans": [
                ["resource": described, "scopeSpans": [["scope": scope, "spans": .array(spans.map(json))]]]
            ]
        ]
    }

    package func metrics(_ histograms: [Histogram]) -> JSONValue {
        [
            "resourceMetrics": [
                [
                    "resource": described,
                    "scopeMetrics": [["scope": scope, "metrics": .array(histograms.map(json))]],
                ]
            ]
        ]
    }

    private var described: JSONValue { ["attributes": Self.attributes(resource)] }

    private var scope: JSONValue { ["name": "baton", "version": .string(version)] }

    private func json(_ span: Span) -> JSONValue {
        var object: JSONObject = ["traceId": .string(span.traceID), "spanId": .string(span.spanID)]
        object["parentSpanId"] = span.parentID.map(JSONValue.string)
        object["name"] = .string(span.name)
        object["kind"] = .integer(span.kind.rawValue)
        object["startTimeUnixNano"] = Self.nanoseconds(span.startMilliseconds)
        object["endTimeUnixNano"] = Self.nanoseconds(span.stopMilliseconds)
        object["attributes"] = Self.attributes(span.attributes)
        if let fault = span.fault { object["status"] = ["code": 2, "message": .string(fault)] }
        return .object(object)
    }

    private func json(_ histogram: Histogram) -> JSONValue {
        [
            "name": .string(histogram.name), "unit": .string(histogram.unit),
            "description": .string(histogram.description),
            "histogram": [
                // Each point counts what came since the one before.
                "aggregationTemporality": 1, "dataPoints": .array(histogram.points.map { json($0, histogram.bounds) }),
            ],
        ]
    }

    private func json(_ point: Histogram.Point, _ bounds: [Double]) -> JSONValue {
        [
            "attributes": Self.attributes(point.attributes),
            "startTimeUnixNano": Self.nanoseconds(point.startMilliseconds),
            "timeUnixNano": Self.nanoseconds(point.stopMilliseconds), "count": .string("\(point.count)"),
            "sum": .double(point.sum), "min": .double(point.minimum), "max": .double(point.maximum),
            "bucketCounts": .array(point.buckets.map { .string("\($0)") }),
            "explicitBounds": .array(bounds.map(JSONValue.double)),
        ]
    }

    private static func nanoseconds(_ milliseconds: Int64) -> JSONValue { .string("\(milliseconds)000000") }

    private static func attributes(_ attributes: [Attribute]) -> JSONValue {
        .array(attributes.map { ["key": .string($0.key), "value": value($0.value)] })
    }

    private static func value(_ value: Attribute.Value) -> JSONValue {
        switch value {
        case .text(let text): ["stringValue": .string(text)]
        case .integer(let number): ["intValue": .string("\(number)")]
        case .number(let number): ["doubleValue": .double(number)]
        case .texts(let texts): ["arrayValue": ["values": .array(texts.map { ["stringValue": .string($0)] })]]
        }
    }
}
