import Engine
import Foundation
import Glibc
import JSON
import Server
import Testing

@Suite struct HTTPTests {
    @Test func pipelinedRequestsAreAnsweredInOrder() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let connection = try fixture.connect()
        defer { connection.close() }
        let operations = ["ListActivities", "ListStateMachines", "NoSuchOperation", "ListActivities"]
        try connection.send(operations.map { Connection.request($0, "{}") }.joined())
        let bodies = try operations.map { _ in try connection.receive().body }
        #expect(bodies[0] == #"{"activities":[]}"#)
        #expect(bodies[1] == #"{"stateMachines":[]}"#)
        #expect(bodies[2].contains("UnknownOperationException"))
        #expect(bodies[3] == bodies[0])
    }

    @Test func answersCarryARequestID() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let connection = try fixture.connect()
        defer { connection.close() }
        try connection.send(Connection.request("ListActivities", "{}"))
        let headers = try connection.receive().headers
        #expect(headers.contains("x-amzn-RequestId: "))
        #expect(headers.contains("Content-Type: application/x-amz-json-1.0"))
    }

    @Test func longBodiesAreRefused() throws {
        let fixture = try ServerFixture { $0.http.maximumBodyBytes = 1_000 }
        defer { fixture.stop() }
        let announced = try fixture.connect()
        try announced.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n")
        let refusal = try announced.receive()
        #expect(refusal.status == 413)
        #expect(refusal.body.contains("RequestEntityTooLargeException"))
        #expect(announced.isClosedByServer())
        announced.close()

        let chunked = try fixture.connect()
        try chunked.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = String(repeating: "x", count: 800)
        try chunked.send("320\r\n\(chunk)\r\n320\r\n\(chunk)\r\n")
        #expect(try chunked.receive().status == 413)
        chunked.close()
    }

    @Test func aClientThatSendsNoMoreStillGetsItsAnswer() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let connection = try fixture.connect()
        try connection.send(Connection.request("ListActivities", "{}"))
        connection.stopSending()
        #expect(try connection.receive().status == 200)
        #expect(connection.isClosedByServer())
        connection.close()
    }

    @Test func whatIsNotHTTPIsRefused() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let connection = try fixture.connect()
        try connection.send("\u{16}\u{3}\u{1} this is not HTTP\r\n\r\n")
        #expect(try connection.receive().status == 400)
        connection.close()
    }

    @Test func stoppingFinishesTheAnswerThatIsOwed() throws {
        let fixture = try ServerFixture(waitTimeScale: 0.3)
        let machine = try fixture.create(
            #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}"#, type: "EXPRESS")
        let connection = try fixture.connect()
        let idle = try fixture.connect()
        try connection.send(Connection.request("StartSyncExecution", #"{"stateMachineArn":"\#(machine)"}"#))
        usleep(50_000)
        fixture.server.stop()
        let response = try connection.receive()
        #expect(response.body.contains("SUCCEEDED"))
        #expect(response.headers.contains("Connection: close"))
        #expect(idle.isClosedByServer())
        fixture.engine.shutdown()
    }

    @Test func healthAndMetrics() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        _ = try fixture.call("ListActivities", [:])
        func get(_ path: String) throws -> (status: Int, headers: String, body: String) {
            let connection = try fixture.connect()
            defer { connection.close() }
            try connection.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
            return try connection.receive()
        }
        #expect(try get("/healthz").status == 200)
        #expect(try get("/readyz").status == 200)
        let metrics = try get("/metrics")
        #expect(metrics.headers.contains("Content-Type: text/plain; version=0.0.4"))
        #expect(metrics.body.contains(#"baton_api_requests_total{operation="ListActivities",error=""} 1"#))
        #expect(try get("/elsewhere").status == 404)
    }

    /// A request that never ends is not waited for; a client that waits for its answer is.
    @Test func halfARequestIsGivenUp() throws {
        let fixture = try ServerFixture {
            $0.http.requestSeconds = 1
            $0.http.idleSeconds = 1
        }
        defer { fixture.stop() }
        let half = try fixture.connect()
        try half.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{")
        let response = try half.receive()
        #expect(response.status == 408)
        #expect(response.body.contains("RequestTimeout"))
        #expect(half.isClosedByServer())
        half.close()
        let silent = try fixture.connect()
        #expect(silent.isClosedByServer())
        silent.close()
        let activity = try fixture.call("CreateActivity", ["name": "a"]).body["activityArn"] ?? .null
        let poll = try fixture.connect()
        try poll.send(Connection.request("GetActivityTask", #"{"activityArn":\#(activity.text)}"#))
        sleep(2)
        fixture.engine.cancelPolls()
        #expect(try poll.receive().body == "{}")
        poll.close()
    }

    /// A client that drips the head of a request is not waited for either, whatever it says meanwhile.
    @Test func aHeadThatNeverEndsIsGivenUp() throws {
        let fixture = try ServerFixture { $0.http.requestSeconds = 1 }
        defer { fixture.stop() }
        let slow = try fixture.connect()
        // A request of its own does not count.
        try slow.send(Connection.request("ListActivities", "{}"))
        #expect(try slow.receive().status == 200)
        try slow.send("POST / HTTP/1.1\r\n")
        for _ in 0..<5 {
            usleep(300_000)
            try? slow.send("X: y\r\n")
        }
        #expect(slow.isClosedByServer())
        slow.close()
    }

    @Test func headHasNoBodyAndOldClientsHearThatTheyMayStay() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let connection = try fixture.connect()
        defer { connection.close() }
        try connection.send("HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        let text = try connection.receiveText(upTo: "ok\n")
        #expect(text.components(separatedBy: "HTTP/1.1 200 OK").count == 3)
        #expect(text.components(separatedBy: "ok\n").count == 2)
        let old = try fixture.connect()
        defer { old.close() }
        try old.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try old.receive().headers.contains("Connection: keep-alive"))
    }

    @Test func anEncodedRequestIsRefusedInWords() throws {
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let connection = try fixture.connect()
        defer { connection.close() }
        try connection.send(Connection.request("ListActivities", "{}", headers: "Content-Encoding: gzip\r\n"))
        let answer = try connection.receive()
        #expect(answer.status == 400)
        #expect(answer.body.contains("the request is encoded with 'gzip'; this API takes it as it is"))
    }

    /// Workers get their answer when the server stops, not a closed connection.
    @Test func stoppingAnswersLongPolls() throws {
        let fixture = try ServerFixture()
        let activity = try fixture.call("CreateActivity", ["name": "a"]).body["activityArn"] ?? .null
        let polls = try (0..<20).map { _ in try fixture.connect() }
        for poll in polls {
            try poll.send(Connection.request("GetActivityTask", #"{"activityArn":\#(activity.text)}"#))
        }
        usleep(200_000)
        fixture.server.stop()
        for poll in polls {
            #expect(try poll.receive().body == "{}")
            poll.close()
        }
        fixture.engine.shutdown()
    }

    /// Clients that say nothing must not cost much, nor keep others waiting: as many of them as leave files for the tests
    /// that run at the same time, up to ten thousand.
    @Test func idleConnectionsAreCheap() throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let count = min(10_000, Int(limit.rlim_cur) / 5)
        let fixture = try ServerFixture()
        defer { fixture.stop() }
        let before = residentKilobytes()
        let idle = try (0..<count).map { _ in try fixture.connect() }
        #expect(try fixture.call("ListActivities", [:]).status == 200)
        let kilobytesEach = Double(residentKilobytes() - before) / Double(count)
        #expect(kilobytesEach < 30)
        for connection in idle { connection.close() }
    }

    private func residentKilobytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 200)
        fgets(&line, CInt(line.count), file)
        let pages = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (pages ?? 0) * 4
    }
}
