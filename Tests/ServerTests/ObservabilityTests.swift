import Glibc
import JSON
import Journal
import Server
import Testing

@Suite struct ObservabilityTests {
    private func get(_ path: String, _ fixture: ServerFixture) throws -> (status: Int, body: String) {
        let connection = try fixture.connect()
        defer { connection.close() }
        try connection.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
        let response = try connection.receive()
        return (response.status, response.body)
    }

    @Test func executionsAndRequestsAreCounted() throws {
        let counts = ExecutionCounts()
        let fixture = try ServerFixture(counts: counts)
        defer { fixture.stop() }
        let machine = try fixture.create(
            #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"F"},"F":{"Type":"Fail","Error":"E"}}}"#)
        _ = try fixture.run(machine)
        let express = try fixture.create(
            #"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#, name: "x", type: "EXPRESS")
        _ = try fixture.call("StartSyncExecution", ["stateMachineArn": .string(express)])
        _ = try fixture.call("DescribeActivity", ["activityArn": "x"])
        _ = try fixture.call("NoSuchOperation", [:])
        let metrics = try get("/metrics", fixture).body
        for line in [
            #"baton_executions_total{type="STANDARD",event="started"} 1"#,
            #"baton_executions_total{type="STANDARD",event="failed"} 1"#,
            #"baton_executions_total{type="EXPRESS",event="succeeded"} 1"#,
            #"baton_state_transitions_total{type="STANDARD"} 2"#,
            #"baton_api_requests_total{operation="DescribeActivity",error="InvalidArn"} 1"#,
            #"baton_api_refusals_total{error="UnknownOperationException"} 1"#,
            #"baton_api_request_duration_seconds_count{operation="StartSyncExecution"} 1"#,
            #"baton_api_request_duration_seconds_bucket{operation="StartSyncExecution",le="+Inf"} 1"#,
            "baton_executions_in_memory 0", "baton_executions_to_recover 0", "baton_http_connections 1",
        ] {
            #expect(metrics.contains(line + "\n"), "\(line)")
        }
        #expect(try samplesAreWellFormed(metrics))
    }

    /// Every sample is of a metric with a HELP and a TYPE before it, and has a number.
    private func samplesAreWellFormed(_ text: String) throws -> Bool {
        var kinds: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if line.hasPrefix("# TYPE ") { kinds[words[2]] = words[3] }
            if line.hasPrefix("#") { continue }
            var name = String(line.prefix { $0 != "{" && $0 != " " })
            for suffix in ["_bucket", "_sum", "_count"] where kinds[name] == nil && name.hasSuffix(suffix) {
                name = String(name.dropLast(suffix.count))
            }
            guard kinds[name] != nil, words.last.flatMap({ Double($0) }) != nil else { return false }
        }
        return kinds.count > 10
    }

    @Test func readinessTellsOfAJournalThatCannotBeWritten() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        #expect(try get("/readyz", fixture).status == 200)
        fixture.journal.close()
        // What was written a second ago is not written again.
        sleep(2)
        let failing = try get("/readyz", fixture)
        #expect(failing.status == 503)
        #expect(failing.body.hasPrefix("not ready: the journal cannot be written: "), "\(failing.body)")
        #expect(try get("/healthz", fixture).status == 200)
    }

    @Test func requestsAreLoggedAsJSON() throws {
        var descriptors: [Int32] = [0, 0]
        #expect(pipe(&descriptors) == 0)
        let log = try ServerLog(.json, descriptor: descriptors[1])
        let fixture = try ServerFixture { $0.requestLog = log }
        _ = try fixture.call("ListActivities", [:])
        _ = try fixture.call("DescribeActivity", ["activityArn": "x"])
        fixture.stop()
        log.write(.warning, "a \"quoted\" message")
        log.close()
        Glibc.close(descriptors[1])
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptors[0], &bytes, bytes.count)
        Glibc.close(descriptors[0])
        let lines = try String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
        #expect(lines.map { $0["level"] } == ["info", "info", "warning"])
        #expect(lines[0]["operation"] == "ListActivities")
        #expect(lines[0]["status"] == 200)
        #expect(lines[1]["error"] == "InvalidArn")
        #expect(lines[2]["message"] == "a \"quoted\" message")
        #expect(lines.allSatisfy { $0["time"]?.string?.hasSuffix("Z") == true })
    }
}
