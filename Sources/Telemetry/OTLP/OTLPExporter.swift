import JSON
import Tasks
import Threads

/// Sends spans and measurements to receivers of OTLP over HTTP, as JSON.
///
/// Specification: OpenTelemetry Protocol, "OTLP/HTTP": which answers are tried again.
package final class OTLPExporter: Sendable {
    private let settings: TelemetrySettings
    private let document: OTLPDocument
    private let client = HTTPClient()
    /// How many spans go with one request.
    static let batchSize = 512

    package init(settings: TelemetrySettings, version: String) {
        self.settings = settings
        document = OTLPDocument(resource: settings.resource, version: version)
    }

    /// Sends everything and waits until it is taken.
    ///
    /// - Parameter attempts: how often each request is tried.
    /// - Returns: why something was not taken; empty where all was.
    package func send(spans: [Span], histograms: [Histogram], attempts: Int = 3) -> [String] {
        var faults: [String] = []
        if let receiver = settings.traces {
            var rest = spans[...]
            while !rest.isEmpty {
                let fault = post(document.traces(Array(rest.prefix(Self.batchSize))), to: receiver, attempts)
                if let fault { faults.append(fault) }
                rest = rest.dropFirst(Self.batchSize)
            }
        }
        if let receiver = settings.metrics, !histograms.isEmpty {
            if let fault = post(document.metrics(histograms), to: receiver, attempts) { faults.append(fault) }
        }
        return faults
    }

    private func post(_ body: JSONValue, to receiver: TelemetrySettings.Receiver, _ attempts: Int) -> String? {
        let request = HTTPRequest(
            method: "POST", url: receiver.url,
            headers: [HTTPHeader("Content-Type", "application/json")] + receiver.headers, body: Array(body.text.utf8),
            timeoutMilliseconds: settings.timeoutMilliseconds)
        var fault = ""
        for attempt in 0..<max(attempts, 1) {
            if attempt > 0 { Self.pause(milliseconds: 250 << attempt) }
            switch answer(to: request) {
            case .success(let response):
                if (200..<300).contains(response.status) { return Self.rejection(in: response, receiver.url) }
                let text = String(decoding: response.body.prefix(200), as: UTF8.self)
                fault = "\(receiver.url) answered \(response.status) \(text)"
                guard [429, 502, 503, 504].contains(response.status) else { return fault }
            case .failure(let failure): fault = "\(receiver.url): \(failure)"
            }
        }
        return fault
    }

    /// A receiver may take a part only, and says so in an answer that is good.
    private static func rejection(in response: HTTPResponse, _ url: String) -> String? {
        guard let partial = (try? JSONValue(parsing: response.body))?["partialSuccess"] else { return nil }
        let message = partial["errorMessage"]?.string ?? ""
        let count =
            ["rejectedSpans", "rejectedDataPoints"].compactMap { partial[$0] }
            .compactMap { $0.integer ?? $0.string.flatMap { Int64($0) } }.first ?? 0
        return count == 0 ? nil : "\(url) did not take \(count): \(message)"
    }

    private func answer(to request: HTTPRequest) -> Result<HTTPResponse, HTTPFailure> {
        let answers = Mailbox<Result<HTTPResponse, HTTPFailure>>()
        client.send(request) { answers.send($0) }
        guard case .elements(let results) = answers.receive(), let result = results.first else {
            return .failure(.broken("no answer came"))
        }
        return result
    }

    private static func pause(milliseconds: Int64) {
        _ = Mailbox<Void>().receive(waitingAtMostNanoseconds: milliseconds * 1_000_000)
    }
}
