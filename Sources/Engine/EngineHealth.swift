/// How an engine is doing.
package struct EngineHealth: Hashable, Sendable {
    /// Executions of an earlier process that are still to be taken up.
    package let executionsToRecover: Int
    package let executionsInMemory: Int
    /// Workers that wait for a task of an activity.
    package let waitingWorkers: Int
    package let mapRuns: Int
}

extension Engine {
    /// Tells how the engine is doing: late, or never, where its thread hangs; nil where it has stopped.
    package func health(_ completion: @escaping @Sendable (EngineHealth?) -> Void) {
        send(.health { completion($0) }) { completion(nil) }
    }
}

extension EngineLoop {
    var health: EngineHealth {
        EngineHealth(
            executionsToRecover: toRecover.count, executionsInMemory: running.count,
            waitingWorkers: activities.values.reduce(0) { $0 + $1.waitingPolls.count }, mapRuns: mapRuns.count)
    }
}
