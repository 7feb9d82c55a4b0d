internal import Engine
internal import NIOHTTP1

/// `GET /metrics`: everything that is counted, for Prometheus.
struct MetricsPage: Sendable {
    let api: StepFunctionsAPI
    let executions: ExecutionCounts?
    let connections: ConnectionTable

    /// How long the engine may take to tell how it is doing; without it the rest is shown.
    private static let patienceSeconds: Int64 = 1

    func answer(_ responder: HTTPResponder) {
        // The first of two answers counts.
        api.timers.after(seconds: Self.patienceSeconds) { responder.send(page(nil)) }
        api.engine.health { responder.send(page($0)) }
    }

    private func page(_ health: EngineHealth?) -> HTTPReply {
        var exposition = Exposition()
        api.metrics.write(to: &exposition)
        executions?.write(to: &exposition)
        if let health { health.write(to: &exposition) }
        exposition.single("baton_http_connections", .gauge, "Clients that are connected.", connections.count)
        ProcessStatistics().write(to: &exposition)
        return HTTPReply(headers: [("Content-Type", Exposition.contentType)], body: Array(exposition.text.utf8))
    }
}

extension EngineHealth {
    fileprivate func write(to exposition: inout Exposition) {
        exposition.single(
            "baton_executions_in_memory", .gauge, "Open executions that are in memory.", executionsInMemory)
        exposition.single(
            "baton_executions_to_recover", .gauge, "Executions of an earlier process that are still to be taken up.",
            executionsToRecover)
        exposition.single("baton_map_runs", .gauge, "Map Runs that are running.", mapRuns)
        exposition.single(
            "baton_waiting_workers", .gauge, "Workers that wait for a task of an activity.", waitingWorkers)
    }
}
