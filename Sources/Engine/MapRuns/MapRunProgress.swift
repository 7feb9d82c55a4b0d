import Interpreter

/// How far a Map Run has come, in items.
package struct MapRunProgress: Hashable, Sendable {
    /// The event of the parent that started the run.
    package let startedEventID: Int64
    package let total: Int
    package var running = 0
    package var succeeded = 0
    package var failed = 0
}

extension MapRun {
    var progress: MapRunProgress {
        MapRunProgress(
            startedEventID: request.startedEventID, total: itemCount, running: runningItemCount,
            succeeded: succeededItemCount, failed: failedItemCount)
    }
}
