import JSON
import Synchronization
import Testing

@testable import Tasks

@Suite struct HTTPClientTests {
    let peer: PeerServer
    let client: HTTPClient

    init() throws {
        peer = try PeerServer()
        client = HTTPClient()
    }

    private func send(_ request: HTTPRequest) async -> Result<HTTPResponse, HTTPFailure> {
        await outcome { client.send(request, completion: $0) }
    }

    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    func sendsMethodHeadersAndBody(method: String) async throws {
        let request = HTTPRequest(
            method: method, url: "\(peer.url)/a%20b/../c?x=1",
            headers: [HTTPHeader("X-One", "1"), HTTPHeader("X-None", "")],
            body: Array("é".utf8))
        let response = try await send(request).get()
        let seen = try JSONValue(parsing: response.body)
        #expect(response.status == 200)
        #expect(response.reason == "OK")
        #expect(seen["method"] == .string(method))
        #expect(seen["target"] == "/a%20b/../c?x=1")
        #expect(seen["body"] == "é")
        #expect(seen["headers"]?["x-one"] == "1")
        #expect(seen["headers"]?["x-none"] == "")
        #expect(seen["headers"]?["expect"] == nil)
        #expect(seen["headers"]?["content-type"] == nil)
        #expect(response.headers.filter { $0.name == "X-Twice" }.map(\.value) == ["1", "2"])
    }

    @Test func headHasNoBody() async throws {
        let response = try await send(HTTPRequest(method: "HEAD", url: peer.url + "/x")).get()
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
    }

    @Test func errorStatusIsAResponse() async throws {
        let response = try await send(HTTPRequest(method: "GET", url: peer.url + "/status/503")).get()
        #expect(response.status == 503)
        #expect(response.reason == "Service Unavailable")
        #expect(response.body == Array("no".utf8))
    }

    @Test func timesOut() async {
        let request = HTTPRequest(method: "GET", url: peer.url + "/slow?seconds=5", timeoutMilliseconds: 100)
        #expect(await send(request) == .failure(.timedOut(milliseconds: 100)))
    }

    @Test func refusesATooLargeResponse() async {
        let request = HTTPRequest(method: "GET", url: peer.url + "/big?bytes=100000", maximumResponseBytes: 99_999)
        #expect(await send(request) == .failure(.responseTooLarge(maximumBytes: 99_999)))
    }

    @Test func acceptsAResponseAtTheLimit() async throws {
        let request = HTTPRequest(method: "GET", url: peer.url + "/big?bytes=100000", maximumResponseBytes: 100_000)
        #expect(try await send(request).get().body.count == 100_000)
    }

    @Test func tellsWhyThereIsNoConnection() async {
        guard
            case .failure(.cannotConnect(let reason)) = await send(
                HTTPRequest(method: "GET", url: "http://127.0.0.1:1/"))
        else {
            Issue.record("connected to a port where nobody listens")
            return
        }
        #expect(reason.contains("127.0.0.1"))
        let unknown = await send(HTTPRequest(method: "GET", url: "http://no-such-host.invalid/"))
        #expect(unknown == .failure(.unknownHost("no-such-host.invalid")))
    }

    @Test(arguments: ["ftp://127.0.0.1/x", "file:///etc/passwd", "http://", "nonsense"])
    func refusesOtherAddresses(url: String) async {
        guard case .failure(let failure) = await send(HTTPRequest(method: "GET", url: url)) else {
            Issue.record("sent a request to \(url)")
            return
        }
        #expect(failure != .cancelled)
    }

    @Test func refusesHeadersThatWouldSplitTheRequest() async {
        let request = HTTPRequest(method: "GET", url: peer.url, headers: [HTTPHeader("X", "1\r\nEvil: 2")])
        let fault = HTTPFailure.invalidRequest("a control character in the method, the URL or a header")
        #expect(await send(request) == .failure(fault))
    }

    @Test func cancels() async {
        let request = HTTPRequest(method: "GET", url: peer.url + "/slow?seconds=5")
        let result: Result<HTTPResponse, HTTPFailure> = await outcome { done in
            client.send(request, completion: done).cancel()
        }
        #expect(result == .failure(.cancelled))
    }

    @Test func endsWhatIsUnderWayWhenLetGo() async throws {
        let request = HTTPRequest(method: "GET", url: peer.url + "/slow?seconds=5")
        let result: Result<HTTPResponse, HTTPFailure> = await {
            let own = HTTPClient()
            return await outcome { done in own.send(request, completion: done) }
        }()
        // The client was in use until its answer came, or was let go before: never a hang.
        #expect(result == .failure(.cancelled) || (try? result.get().status) == 200)
    }

    @Test func streams() async throws {
        let pieces = Mutex<[String]>([])
        let request = HTTPRequest(method: "GET", url: peer.url + "/stream")
        let response: Result<HTTPResponse, HTTPFailure> = await outcome { done in
            client.send(
                request,
                deliver: .stream { piece in pieces.withLock { $0.append(String(decoding: piece, as: UTF8.self)) } },
                completion: done)
        }
        #expect(try response.get().body.isEmpty)
        #expect(pieces.withLock { $0.joined() } == "one two three")
        #expect(pieces.withLock { $0.count } > 1)
    }

    @Test func keepsManyRequestsApart() async throws {
        let client = client
        let url = peer.url
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let request = HTTPRequest(method: "POST", url: "\(url)/\(number)", body: Array("\(number)".utf8))
                    let result: Result<HTTPResponse, HTTPFailure> = await outcome {
                        client.send(request, completion: $0)
                    }
                    return try JSONValue(parsing: result.get().body)["body"] == .string("\(number)")
                }
            }
            for try await isOwn in group { #expect(isOwn) }
        }
    }
}

@Suite struct URLPartsTests {
    @Test(arguments: [
        ("http://a", "a", nil, "", nil), ("https://a:8443/x/y?z=1", "a", 8443, "/x/y", "z=1"),
        ("HTTP://[::1]:9/?", "[::1]", 9, "/", ""), ("http://[::1]/p#f", "[::1]", nil, "/p", nil),
        ("http://a?q", "a", nil, "", "q"),
    ])
    func splits(url: String, host: String, port: Int?, path: String, query: String?) throws {
        let parts = try #require(URLParts(url))
        #expect(parts.host == host)
        #expect(parts.port == port)
        #expect(parts.path == path)
        #expect(parts.query == query)
    }

    @Test(arguments: ["", "a", "ftp://a", "http://", "http://:80", "http://u:p@a/", "http://a:0", "http://a:x"])
    func refuses(url: String) { #expect(URLParts(url) == nil) }
}
