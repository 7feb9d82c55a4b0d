import JSON
import Tasks
import Testing

@testable import Telemetry

/// Where telemetry goes, by the configuration and the standard variables.
@Suite struct TelemetrySettingsTests {
    private func settings(
        _ configuration: JSONValue? = nil, _ environment: [String: String] = [:]
    ) throws -> TelemetrySettings {
        try TelemetrySettings(configuration: configuration, environment: environment)
    }

    @Test func isOffByDefault() throws {
        #expect(try !settings().isEnabled)
        #expect(try !settings(nil, ["OTEL_EXPORTER_OTLP_ENDPOINT": ""]).isEnabled)
    }

    @Test func readsTheStandardVariables() throws {
        let found = try settings(
            nil,
            [
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://h:4318/", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t/x",
                "OTEL_EXPORTER_OTLP_HEADERS": "a=1,b=x%3Dy", "OTEL_EXPORTER_OTLP_METRICS_HEADERS": "c=2",
                "OTEL_EXPORTER_OTLP_TIMEOUT": "500", "OTEL_RESOURCE_ATTRIBUTES": "team=desk,service.name=other",
                "OTEL_SERVICE_NAME": "mine",
            ])
        #expect(found.traces?.url == "http://t/x")
        #expect(found.metrics?.url == "http://h:4318/v1/metrics")
        #expect(found.traces?.headers == [HTTPHeader("a", "1"), HTTPHeader("b", "x=y")])
        #expect(found.metrics?.headers == [HTTPHeader("c", "2")])
        #expect(found.timeoutMilliseconds == 500)
        #expect(Set(found.resource) == [Attribute("service.name", "mine"), Attribute("team", "desk")])
    }

    @Test func canBeSwitchedOff() throws {
        let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://h"]
        #expect(try settings(nil, endpoint.merging(["OTEL_METRICS_EXPORTER": "none"]) { $1 }).metrics == nil)
        #expect(try !settings(nil, endpoint.merging(["OTEL_SDK_DISABLED": "true"]) { $1 }).isEnabled)
    }

    @Test func readsTheConfiguration() throws {
        let found = try settings(
            ["endpoint": "http://h/v1/traces", "headers": ["k": ["environment": "KEY"]], "content": true],
            ["KEY": "secret"])
        #expect(
            found.traces == TelemetrySettings.Receiver(url: "http://h/v1/traces", headers: [HTTPHeader("k", "secret")]))
        #expect(found.metrics == nil)
        #expect(found.content.capturesContent)
    }

    @Test func knowsLangfuse() throws {
        let found = try settings(
            ["langfuse": ["host": "http://127.0.0.1:3000"]], ["LANGFUSE_PUBLIC_KEY": "pk", "LANGFUSE_SECRET_KEY": "sk"])
        #expect(found.traces?.url == "http://127.0.0.1:3000/api/public/otel/v1/traces")
        #expect(found.traces?.headers.first("authorization") == "Basic cGs6c2s=")
        #expect(found.metrics == nil)
    }

    private struct Fault: Sendable {
        var configuration: JSONValue = [:]
        var environment: [String: String] = [:]
        let reason: String
    }

    private static let faults: [Fault] = [
        Fault(configuration: ["langfuse": [:]], reason: "LANGFUSE_PUBLIC_KEY"),
        Fault(configuration: ["endpoint": 3], reason: "endpoint: expected a URL"),
        Fault(configuration: ["content": "x"], reason: "content: expected true or false"),
        Fault(configuration: ["headers": ["a": 3]], reason: "headers.a: expected a text"),
        Fault(configuration: "x", reason: "expected an object"),
        Fault(
            environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://h", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"],
            reason: "'grpc' is not spoken"),
        Fault(environment: ["OTEL_EXPORTER_OTLP_HEADERS": "nonsense"], reason: "is not of the form KEY=VALUE"),
        Fault(environment: ["OTEL_EXPORTER_OTLP_TIMEOUT": "soon"], reason: "expected milliseconds"),
    ]

    @Test func namesWhatIsWrong() {
        for fault in Self.faults {
            let found = #expect(throws: TelemetryFault.self) { try settings(fault.configuration, fault.environment) }
            #expect(found?.description.contains(fault.reason) == true, "\(found?.description ?? "")")
        }
    }
}
