import JSON
import Synchronization
import Tasks

/// Sends requests to hosts of a list, and never to another, redirects included.
///
/// Settings: `Hosts` (`api.example.com`, `*.example.com`, `127.0.0.1:8080`), `Methods` [GET], `Headers` (texts, or secrets as
/// `{Environment: NAME, Prefix: "Bearer "}`), `MaxSeconds` 20,
/// `MaxBytes` 100,000.
struct HTTPTool: BuiltInTool {
    private static let maximumRedirects = 5
    private static let redirects: Set<Int> = [301, 302, 303, 307, 308]

    let client: HTTPClient
    let environment: [String: String]

    func call(_ call: ToolCall) throws(ToolFault) -> JSONValue {
        let (headers, secrets) = try ToolSettings(value: call.settings, name: "Settings")
            .secretTexts("Headers", environment)
        let redactor = Redactor(secrets)
        do throws(ToolFault) {
            return redactor.redact(try send(call, headers.map { HTTPHeader($0.0, $0.1) }))
        } catch {
            throw ToolFault(error.error, redactor.redact(error.cause))
        }
    }

    private func send(_ call: ToolCall, _ own: [HTTPHeader]) throws(ToolFault) -> JSONValue {
        let settings = ToolSettings(value: call.settings, name: "Settings")
        let input = ToolSettings(value: call.input, name: "input")
        let hosts = try settings.strings("Hosts")
        let methods = try settings.strings("Methods").map { $0.uppercased() }
        let seconds = try settings.integer("MaxSeconds", 1...900, otherwise: 20)
        let maximumBytes = Int(try settings.integer("MaxBytes", 1...10_000_000, otherwise: 100_000))
        var method = (call.input["method"]?.string ?? "GET").uppercased()
        try check(method, among: methods.isEmpty ? ["GET"] : methods)
        var headers = own
        for (name, value) in try input.texts("headers") where headers.first(name) == nil && !isOurs(name) {
            headers.append(HTTPHeader(name, value))
        }
        var body = call.input["body"].map { Array(($0.string ?? $0.text).utf8) } ?? []
        var url = try allowed(try input.string("url"), hosts)
        let deadline = MonotonicTime.now.adding(milliseconds: seconds * 1_000)
        for _ in 0...Self.maximumRedirects {
            var request = HTTPRequest(method: method, url: url.url, headers: headers, body: body)
            request.timeoutMilliseconds = Int64(max(1, deadline.millisecondsLeft))
            let (response, isCut) = try send(request, maximumBytes, call.cancellation)
            guard Self.redirects.contains(response.status), let target = response.headers.first("Location") else {
                return answer(response, isCut: isCut, maximumBytes)
            }
            let next = try allowed(resolved(target, from: url), hosts)
            // What the author lets one host see is not for another.
            if next.hostHeader != url.hostHeader {
                headers.removeAll { header in
                    sameLetters(header.name, "Authorization") || sameLetters(header.name, "Cookie")
                        || own.contains { sameLetters($0.name, header.name) }
                }
            }
            if response.status == 303 || (response.status < 303 && method == "POST") { (method, body) = ("GET", []) }
            url = next
        }
        throw ToolFault("Http.TooManyRedirects", "more than \(Self.maximumRedirects) redirects")
    }

    private func check(_ method: String, among methods: [String]) throws(ToolFault) {
        guard !methods.contains(method) else { return }
        throw ToolFault(
            "Http.NotAllowed", "the method \(method) is not allowed; allowed are \(methods.joined(separator: ", "))")
    }

    /// Headers that a model does not decide on.
    private func isOurs(_ name: String) -> Bool {
        ["Host", "Content-Length", "Transfer-Encoding", "Connection"].contains { sameLetters($0, name) }
    }

    // MARK: Hosts

    private func allowed(_ text: String, _ hosts: [String]) throws(ToolFault) -> URLParts {
        guard let url = URLParts(text) else {
            throw ToolFault("Http.InvalidUrl", "'\(text)' is not an absolute http: or https: URL")
        }
        guard hosts.contains(where: { Self.host(url, fits: $0.lowercased()) }) else {
            throw ToolFault(
                "Http.NotAllowed",
                "the host '\(url.hostHeader)' is not allowed; allowed are \(hosts.joined(separator: ", "))")
        }
        return url
    }

    /// A pattern without a port allows the scheme's own port only.
    static func host(_ url: URLParts, fits pattern: String) -> Bool {
        let host = url.hostHeader.lowercased()
        guard pattern.hasPrefix("*.") else { return host == pattern }
        return host.hasSuffix(pattern.dropFirst()) && host.utf8.count >= pattern.utf8.count
    }

    private func resolved(_ target: String, from url: URLParts) -> String {
        if target.firstRange(of: "://") != nil { return target }
        if target.hasPrefix("//") { return "\(url.scheme):\(target)" }
        let base = "\(url.scheme)://\(url.hostHeader)"
        if target.hasPrefix("/") { return base + target }
        let folder = url.path.lastIndex(of: "/").map { url.path[...$0] } ?? "/"
        return "\(base)\(folder)\(target)"
    }

    // MARK: Exchange

    private func send(
        _ request: HTTPRequest, _ maximumBytes: Int, _ cancellation: ToolCancellation
    ) throws(ToolFault) -> (HTTPResponse, isCut: Bool) {
        var request = request
        // Room for one more byte tells a whole body from a cut one.
        request.maximumResponseBytes = maximumBytes + 1
        let received = Received()
        let answer = Answer<Result<HTTPResponse, HTTPFailure>>()
        let transfer = client.send(request, deliver: .stream { received.append($0) }) { answer.give($0) }
        cancellation.onCancel { transfer.cancel() }
        switch answer.wait() {
        case .success(var response):
            if response.body.isEmpty { response.body = received.bytes }
            return (response, response.body.count > maximumBytes)
        case .failure(.responseTooLarge):
            return (HTTPResponse(status: 200, body: received.bytes), true)
        case .failure(let failure): throw ToolFault("Http.Failed", "\(request.url): \(failure)")
        }
    }

    private func answer(_ response: HTTPResponse, isCut: Bool, _ maximumBytes: Int) -> JSONValue {
        var result: JSONObject = ["status": .integer(Int64(response.status))]
        result["contentType"] = response.headers.first("Content-Type").map(JSONValue.string)
        result["body"] = .string(String(decoding: response.body.prefix(maximumBytes), as: UTF8.self))
        if isCut { result["truncated"] = .string("these are the first \(maximumBytes) bytes of the body") }
        return .object(result)
    }
}

/// A body as it comes in.
private final class Received: Sendable {
    private let storage = Mutex<[UInt8]>([])

    func append(_ bytes: [UInt8]) { storage.withLock { $0 += bytes } }

    var bytes: [UInt8] { storage.withLock { $0 } }
}
