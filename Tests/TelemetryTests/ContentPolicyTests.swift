import JSON
import Testing

@testable import Telemetry

/// What is blacked out before content leaves the machine.
@Suite struct ContentPolicyTests {
    @Test(arguments: [
        ("Write to ann@example.com now", "Write to [redacted] now"),
        ("card 4111 1111 1111 1111.", "card [redacted]."),
        ("key sk-abcdefghijklmnopqrstuv", "key [redacted]"),
        ("AKIAIOSFODNN7EXAMPLE", "[redacted]"), ("Bearer abcdefghijklmnop", "[redacted]"),
        ("order 4711 of 2025-11-24", "order 4711 of 2025-11-24"), ("", ""),
    ])
    func blacksOutWhatLooksSecret(text: String, expected: String) throws {
        #expect(try ContentPolicy(capturingWithout: []).redacted(text) == expected)
    }

    @Test func takesFurtherPatterns() throws {
        let policy = try ContentPolicy(capturingWithout: [#"ACC-\d+"#, "a/b"])
        #expect(policy.redacted("ACC-12 and a/b") == "[redacted] and [redacted]")
    }

    @Test func blacksOutMembersByName() throws {
        let value: JSONValue = [
            "user": "Ann", "password": "x", "api_key": "y", "tokens": 5, "nested": [["client_secret": "z"]],
            "maxtoken": 3,
        ]
        #expect(
            try ContentPolicy(capturingWithout: []).redacted(value) == [
                "user": "Ann", "password": "[redacted]", "api_key": "[redacted]", "tokens": 5,
                "nested": [["client_secret": "[redacted]"]], "maxtoken": 3,
            ])
    }

    @Test func namesABadPattern() {
        #expect(throws: RedactionFault.self) { try ContentPolicy(capturingWithout: ["("]) }
        #expect(throws: RedactionFault.self) { try ContentPolicy(capturingWithout: [""]) }
    }
}
