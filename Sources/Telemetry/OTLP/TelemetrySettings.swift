package import JSON
package import Tasks

/// Where telemetry goes, and what of it.
package struct TelemetrySettings: Sendable {
    /// A receiver of one signal.
    package struct Receiver: Hashable, Sendable {
        package var url: String
        package var headers: [HTTPHeader]
    }

    package var traces: Receiver?
    package var metrics: Receiver?
    package var timeoutMilliseconds: Int64 = 10_000
    package var content = ContentPolicy.none
    package var resource: [Attribute] = [Attribute("service.name", "baton")]

    package init() {}

    package var isEnabled: Bool { traces != nil || metrics != nil }
}

/// What is wrong with the settings of telemetry.
package struct TelemetryFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

// MARK: - Configuration

extension TelemetrySettings {
    /// Reads `telemetry` of `baton.yaml`, then the standard variables of OpenTelemetry, which come first.
    ///
    /// ```yaml
    /// telemetry:
    ///   endpoint: http://127.0.0.1:4318
    ///   headers: {authorization: {environment: OTLP_AUTHORIZATION}}
    ///   langfuse: {host: https://cloud.langfuse.com}
    ///   content: true
    ///   redact: ['\bACC-\d+\b']
    /// ```
    ///
    /// Specification: OpenTelemetry, "OpenTelemetry Protocol Exporter" and "Environment Variable Specification".
    package init(configuration: JSONValue?, environment: [String: String]) throws(TelemetryFault) {
        try read(configuration ?? [:], environment)
        try read(environment)
    }

    private mutating func read(_ configuration: JSONValue, _ environment: [String: String]) throws(TelemetryFault) {
        guard let object = configuration.object else { throw TelemetryFault(description: "expected an object") }
        let known = ["endpoint", "headers", "langfuse", "content", "redact"]
        for (name, _) in object where !known.contains(name) {
            throw TelemetryFault(
                description: "'\(name)' is not known here; allowed are \(known.joined(separator: ", "))")
        }
        if let langfuse = object["langfuse"] { try useLangfuse(langfuse, environment) }
        var headers: [HTTPHeader] = []
        for (name, value) in object["headers"]?.object ?? [:] {
            headers.append(HTTPHeader(name, try Self.secret(value, "headers.\(name)", environment)))
        }
        if let endpoint = object["endpoint"] {
            guard let url = endpoint.string else { throw TelemetryFault(description: "endpoint: expected a URL") }
            use(endpoint: url, headers: headers)
        } else if !headers.isEmpty {
            traces?.headers += headers
        }
        try readContent(object, environment)
    }

    private mutating func readContent(
        _ object: JSONObject, _ environment: [String: String]
    ) throws(TelemetryFault) {
        let captures: Bool
        switch object["content"] {
        case nil: captures = environment["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"]?.lowercased() == "true"
        case .bool(let value)?: captures = value
        default: throw TelemetryFault(description: "content: expected true or false")
        }
        if captures { try captureContent(without: (object["redact"]?.array ?? []).compactMap(\.string)) }
    }

    /// Sends what was said too, without what those patterns match.
    package mutating func captureContent(without patterns: [String] = []) throws(TelemetryFault) {
        do throws(RedactionFault) {
            content = try ContentPolicy(capturingWithout: patterns)
        } catch {
            throw TelemetryFault(description: "redact: \(error)")
        }
    }

    /// Langfuse takes traces only.
    private mutating func useLangfuse(
        _ langfuse: JSONValue, _ environment: [String: String]
    ) throws(TelemetryFault) {
        let publicKey = langfuse["publicKey"] ?? ["environment": "LANGFUSE_PUBLIC_KEY"]
        let secretKey = langfuse["secretKey"] ?? ["environment": "LANGFUSE_SECRET_KEY"]
        let host = langfuse["host"]?.string ?? environment["LANGFUSE_HOST"] ?? "https://cloud.langfuse.com"
        let keys =
            try Self.secret(publicKey, "langfuse.publicKey", environment) + ":"
            + Self.secret(secretKey, "langfuse.secretKey", environment)
        traces = Receiver(
            url: "\(Self.trimmed(host))/api/public/otel/v1/traces",
            headers: [
                HTTPHeader("Authorization", "Basic \(Base64.encode(Array(keys.utf8)))"),
                HTTPHeader("x-langfuse-ingestion-version", "4"),
            ])
    }

    /// A text, or `{environment: NAME}` for one that is in the environment.
    private static func secret(
        _ value: JSONValue, _ place: String, _ environment: [String: String]
    ) throws(TelemetryFault) -> String {
        if let text = value.string { return text }
        guard let name = value["environment"]?.string else {
            throw TelemetryFault(description: "\(place): expected a text or {environment: NAME}")
        }
        guard let text = environment[name], !text.isEmpty else {
            throw TelemetryFault(description: "\(place): the environment has no \(name)")
        }
        return text
    }

    /// Sends both signals below that URL; one that ends with a signal's path is for this signal alone.
    package mutating func use(endpoint: String, headers: [HTTPHeader] = []) {
        let url = Self.trimmed(endpoint)
        if url.hasSuffix("/v1/traces") {
            traces = Receiver(url: url, headers: headers)
        } else {
            traces = Receiver(url: "\(url)/v1/traces", headers: headers)
            metrics = Receiver(url: "\(url)/v1/metrics", headers: headers)
        }
    }

    private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }

    // MARK: Environment

    private mutating func read(_ environment: [String: String]) throws(TelemetryFault) {
        func variable(_ name: String) -> String? { environment["OTEL_\(name)"].flatMap { $0.isEmpty ? nil : $0 } }
        if let endpoint = variable("EXPORTER_OTLP_ENDPOINT") { use(endpoint: endpoint) }
        if let url = variable("EXPORTER_OTLP_TRACES_ENDPOINT") {
            traces = Receiver(url: url, headers: traces?.headers ?? [])
        }
        if let url = variable("EXPORTER_OTLP_METRICS_ENDPOINT") {
            metrics = Receiver(url: url, headers: metrics?.headers ?? [])
        }
        let common = try Self.pairs(variable("EXPORTER_OTLP_HEADERS"), "OTEL_EXPORTER_OTLP_HEADERS")
        let ofTraces = try Self.pairs(variable("EXPORTER_OTLP_TRACES_HEADERS"), "OTEL_EXPORTER_OTLP_TRACES_HEADERS")
        let ofMetrics = try Self.pairs(variable("EXPORTER_OTLP_METRICS_HEADERS"), "OTEL_EXPORTER_OTLP_METRICS_HEADERS")
        traces?.headers += (ofTraces.isEmpty ? common : ofTraces).map { HTTPHeader($0.0, $0.1) }
        metrics?.headers += (ofMetrics.isEmpty ? common : ofMetrics).map { HTTPHeader($0.0, $0.1) }
        if let text = variable("EXPORTER_OTLP_TIMEOUT") {
            guard let milliseconds = Int64(text), milliseconds > 0 else {
                throw TelemetryFault(description: "OTEL_EXPORTER_OTLP_TIMEOUT: expected milliseconds, found '\(text)'")
            }
            timeoutMilliseconds = milliseconds
        }
        for (key, value) in try Self.pairs(variable("RESOURCE_ATTRIBUTES"), "OTEL_RESOURCE_ATTRIBUTES") {
            describe(key, value)
        }
        if let name = variable("SERVICE_NAME") { describe("service.name", name) }
        let isDisabled = variable("SDK_DISABLED")?.lowercased() == "true"
        if isDisabled || variable("TRACES_EXPORTER") == "none" { traces = nil }
        if isDisabled || variable("METRICS_EXPORTER") == "none" { metrics = nil }
        if isEnabled, variable("EXPORTER_OTLP_PROTOCOL") == "grpc" {
            throw TelemetryFault(
                description: "OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' is not spoken; use 'http/json' and the HTTP port")
        }
    }

    private mutating func describe(_ key: String, _ value: String) {
        resource.removeAll { $0.key == key }
        resource.append(Attribute(key, value))
    }

    /// `KEY=VALUE,…`, percent-encoded.
    private static func pairs(_ text: String?, _ name: String) throws(TelemetryFault) -> [(String, String)] {
        var pairs: [(String, String)] = []
        for part in text?.split(separator: ",") ?? [] {
            guard let sign = part.firstIndex(of: "="), sign != part.startIndex else {
                throw TelemetryFault(description: "\(name): '\(part)' is not of the form KEY=VALUE")
            }
            let value = percentDecoded(part[part.index(after: sign)...])
            pairs.append(
                (String(part[..<sign]).filter { $0 != " " }, String(decoding: value, as: UTF8.self)))
        }
        return pairs
    }
}
