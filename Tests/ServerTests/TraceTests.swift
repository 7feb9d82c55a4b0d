import Engine
import JSON
import Journal
import Server
import Tasks
import Testing

/// TestState with `TRACE` shows what goes over the wire.
@Suite struct TraceTests {
    private func dispatcher() throws -> TaskDispatcher {
        let configuration = try TaskConfiguration(
            decoding: [
                "connections": [
                    "c": ["headers": ["X-Tenant": "t1"], "query": ["token": "hidden"]]
                ]
            ], folder: "/tmp")
        return try TaskDispatcher(
            configuration: configuration, environment: [:], items: try JournalItemStore(InMemoryJournal()))
    }

    private func trace(_ fixture: ServerFixture, revealSecrets: Bool) throws -> JSONValue {
        let state: JSONValue = [
            "Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true,
            "Parameters": [
                "ApiEndpoint": .string("http://127.0.0.1:\(fixture.server.port)/healthz"), "Method": "GET",
                "Headers": ["X-Mine": "1"],
                "InvocationConfig": ["ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/c/1"],
            ],
        ]
        return try fixture.call(
            "TestState",
            [
                "definition": .string(state.text), "roleArn": "arn:aws:iam::123456789012:role/r",
                "inspectionLevel": "TRACE", "revealSecrets": .bool(revealSecrets),
            ]
        ).body
    }

    @Test func theExchangeIsShown() throws {
        let fixture = try ServerFixture(tasks: try dispatcher())
        defer { fixture.stop() }
        let answer = try trace(fixture, revealSecrets: false)
        #expect(answer["status"] == "SUCCEEDED", "\(answer)")
        let request = answer["inspectionData"]?["request"]
        #expect(request?["protocol"] == "http")
        #expect(request?["method"] == "GET")
        #expect(request?["url"]?.string?.hasSuffix("/healthz") == true)
        #expect(request?["headers"]?.string?.contains("X-Mine: 1") == true)
        #expect(!answer.text.contains("hidden"))
        #expect(!answer.text.contains("X-Tenant"))
        let response = answer["inspectionData"]?["response"]
        #expect(response?["statusCode"] == "200")
        #expect(response?["statusMessage"] == "OK")
        #expect(response?["body"] == "ok\n")
    }

    @Test func secretsAreShownWhenAskedFor() throws {
        let fixture = try ServerFixture(tasks: try dispatcher())
        defer { fixture.stop() }
        let request = try trace(fixture, revealSecrets: true)["inspectionData"]?["request"]
        #expect(request?["url"]?.string?.hasSuffix("/healthz?token=hidden") == true)
        #expect(request?["headers"]?.string?.contains("X-Tenant: t1") == true)
    }
}
