package import Journal
internal import NIOHTTP1
package import Registry

/// The Step Functions API over HTTP, with `/healthz`, `/readyz` and `/metrics` beside it.
package final class StepFunctionsServer: Sendable {
    package struct Configuration: Sendable {
        package var http = HTTPServer.Configuration()
        package var signatures = SignaturePolicy.anyone

        package init() {}
    }

    private let http: HTTPServer
    private let jobs: JobQueue

    /// Starts to answer.
    ///
    /// - Throws: the system's error where the address cannot be bound.
    package init(registry: Registry, journal: any ExecutionJournal, configuration: Configuration) throws {
        let jobs = try JobQueue()
        self.jobs = jobs
        let api = StepFunctionsAPI(
            registry: registry, journal: journal, jobs: jobs, metrics: Metrics(), signatures: configuration.signatures)
        do {
            http = try HTTPServer(configuration.http, handler: Router(api: api))
        } catch {
            jobs.stop()
            throw error
        }
    }

    /// The port it listens on.
    package var port: Int { http.port }

    /// Finishes the answers that are owed, and closes.
    package func stop() {
        http.stop()
        jobs.stop()
    }
}

/// Tells the API's requests from the others.
private struct Router: HTTPRequestHandler {
    let api: StepFunctionsAPI

    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
        if request.method == .POST, let target = request.headers.first(name: "x-amz-target") {
            return api.handle(request, target: target, responder)
        }
        switch (request.method, request.path) {
        case (.GET, "/healthz"): responder.send(.text("ok\n"))
        case (.GET, "/readyz"): responder.send(.text("ready\n"))
        case (.GET, "/metrics"): responder.send(.text(api.metrics.exposition(gauges: [])))
        default:
            responder.send(
                .json(
                    APIError(
                        "UnknownOperationException",
                        "this server answers POST / with X-Amz-Target, and GET /healthz, /readyz, /metrics",
                        status: 404)))
        }
    }
}
