package import Engine
package import JSON
internal import NIOCore
internal import NIOPosix
package import Registry

/// The Step Functions API for Task states that call it (`aws-sdk:sfn:…`) in a process that does not serve it.
package final class StandaloneAPI: LocalAPI {
    private let group: MultiThreadedEventLoopGroup
    private let jobs: JobQueue
    private let api = InProcessAPI()

    /// - Throws: where the system has no room for the threads that it takes.
    package init(engine: Engine, registry: Registry) throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            jobs = try JobQueue()
        } catch {
            try? group.syncShutdownGracefully()
            throw error
        }
        api.connect(
            to: StepFunctionsAPI(
                engine: engine, registry: registry, timers: Timers(eventLoop: group.next()), jobs: jobs,
                signatures: .anyone, requestLog: nil))
    }

    package func call(
        _ operation: String, _ request: JSONValue,
        completion: @escaping @Sendable (Result<JSONValue, ServiceError>) -> Void
    ) {
        api.call(operation, request, completion: completion)
    }

    /// Finishes what was asked for, and lets go of the threads.
    package func stop() {
        api.disconnect()
        jobs.stop()
        try? group.syncShutdownGracefully()
    }
}
