package import Engine
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import Registry
package import Tasks

/// The Step Functions API over HTTP, with `/healthz`, `/readyz` and `/metrics` beside it.
package final class StepFunctionsServer: Sendable {
    package struct Configuration: Sendable {
        package var http = HTTPServer.Configuration()
        package var signatures = SignaturePolicy.anyone
        /// What the engine was given as its `localAPI`.
        package var inProcess: InProcessAPI?
        /// What the engine was given as its `observer`, or in a group there: shown in `/metrics`.
        package var executionCounts: ExecutionCounts?
        /// Gets a line for each request.
        package var requestLog: ServerLog?
        /// Served beside the API to the AWS CLI and SDKs.
        package var stores: BuiltInStores?
        /// Answers what is neither the API's nor one of the paths above, such as a console.
        package var otherRequests: (any HTTPRequestHandler)?

        package init() {}
    }

    private let http: HTTPServer
    private let jobs: JobQueue
    private let group: MultiThreadedEventLoopGroup
    private let inProcess: InProcessAPI?
    private let engine: Engine
    private let readiness: Readiness

    /// Starts to answer.
    ///
    /// - Throws: the system's error where the address cannot be bound.
    package init(engine: Engine, registry: Registry, configuration: Configuration = Configuration()) throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.http.eventLoopThreads)
        let jobs = try JobQueue()
        let timers = Timers(eventLoop: group.next())
        let api = StepFunctionsAPI(
            engine: engine, registry: registry, timers: timers, jobs: jobs, signatures: configuration.signatures,
            requestLog: configuration.requestLog)
        let connections = ConnectionTable()
        let readiness = Readiness(engine: engine, timers: timers)
        let stores = configuration.stores.map { stores in
            StoreRoutes(stores: stores, jobs: jobs, signatures: configuration.signatures)
        }
        let router = Router(
            api: api, stores: stores, readiness: readiness,
            metrics: MetricsPage(api: api, executions: configuration.executionCounts, connections: connections),
            otherRequests: configuration.otherRequests)
        do {
            http = try HTTPServer(configuration.http, on: group, connections: connections, handler: router)
        } catch {
            jobs.stop()
            try? group.syncShutdownGracefully()
            throw error
        }
        configuration.inProcess?.connect(to: api)
        self.jobs = jobs
        self.group = group
        inProcess = configuration.inProcess
        self.engine = engine
        self.readiness = readiness
    }

    /// The port it listens on.
    package var port: Int { http.port }

    /// Finishes the answers that are owed, and closes.
    package func stop() {
        readiness.stop()
        // Workers that wait for a task would wait for up to a minute.
        http.stop { engine.cancelPolls() }
        inProcess?.disconnect()
        jobs.stop()
        try? group.syncShutdownGracefully()
    }
}

/// Tells the API's requests from the others.
private struct Router: HTTPRequestHandler {
    let api: StepFunctionsAPI
    let stores: StoreRoutes?
    let readiness: Readiness
    let metrics: MetricsPage
    let otherRequests: (any HTTPRequestHandler)?

    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) {
        if let stores, stores.handle(request, responder) { return }
        if request.method == .POST, let target = request.headers.first(name: "x-amz-target") {
            return api.handle(request, target: target, responder)
        }
        switch (request.method, request.path) {
        case (.GET, "/healthz"), (.HEAD, "/healthz"): responder.send(.text("ok\n"))
        case (.GET, "/readyz"), (.HEAD, "/readyz"): answerReadiness(responder)
        case (.GET, "/metrics"), (.HEAD, "/metrics"): metrics.answer(responder)
        default:
            guard let otherRequests else { return responder.send(.json(.unknownPath)) }
            otherRequests.handle(request, responder)
        }
    }

    private func answerReadiness(_ responder: HTTPResponder) {
        readiness.check { verdict in
            switch verdict {
            case .ready: responder.send(.text("ready\n"))
            case .unready(let reason):
                responder.send(.text("not ready: \(reason)\n", status: .serviceUnavailable))
            }
        }
    }
}

extension APIError {
    fileprivate static let unknownPath = APIError(
        "UnknownOperationException",
        "this server answers POST / with X-Amz-Target, signed requests to S3, and GET /healthz, /readyz, /metrics",
        status: 404)
}
