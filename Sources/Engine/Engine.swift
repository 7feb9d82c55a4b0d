package import Interpreter
package import JSON
import Journal
import Synchronization
import Threads

/// Runs executions: commits what happens, does what they ask, wakes them in time, and takes them up again after a crash.
///
/// All executions live on one thread, as data; the journal writes on another; handlers report from anywhere. What the
/// engine tells the world is durable before it is told.
///
/// Every completion is called once, from one of the engine's threads, and must not block.
package final class Engine: Sendable {
    package let configuration: EngineConfiguration
    private let mailbox: Mailbox<Command>
    private let thread: WorkerThread
    private let pollIDs = Atomic<UInt64>(0)

    /// Starts the engine and takes up the executions that the journal has open.
    ///
    /// - Throws: `JournalError` where the journal cannot be read, `WorkerThreadError` where no thread can be had.
    package init(_ configuration: EngineConfiguration) throws {
        let mailbox = Mailbox<Command>()
        let open = configuration.takesUpOpenExecutions ? try configuration.journal.openExecutions() : []
        self.configuration = configuration
        self.mailbox = mailbox
        thread = try WorkerThread(name: "baton-engine", stackBytes: 64 << 20) {
            EngineLoop(configuration, mailbox).run(open: open)
        }
    }

    /// Starts an execution; completes once its start is durable.
    package func start(
        _ request: StartRequest, completion: @escaping @Sendable (Result<StartedExecution, ServiceError>) -> Void
    ) {
        send(.start(request, completion: completion)) { completion(.failure(.stopping)) }
    }

    /// Starts an execution and completes when it has ended.
    package func startAndWait(
        _ request: StartRequest, completion: @escaping @Sendable (Result<FinishedExecution, ServiceError>) -> Void
    ) {
        send(.startAndWait(request, completion: completion)) { completion(.failure(.stopping)) }
    }

    /// Completes when an execution has ended; at once where it has.
    package func wait(
        executionArn: String, completion: @escaping @Sendable (Result<FinishedExecution, ServiceError>) -> Void
    ) {
        send(.wait(arn: executionArn, completion: completion)) { completion(.failure(.stopping)) }
    }

    /// Stops an execution; completes with its stop time in milliseconds since 1970.
    package func stop(
        executionArn: String, error: String?, cause: String?,
        completion: @escaping @Sendable (Result<Int64, ServiceError>) -> Void
    ) {
        send(.stop(arn: executionArn, error: error, cause: cause, completion: completion)) {
            completion(.failure(.stopping))
        }
    }

    /// Redrives an execution; completes with the redrive time in milliseconds since 1970.
    package func redrive(
        executionArn: String, completion: @escaping @Sendable (Result<Int64, ServiceError>) -> Void
    ) {
        send(.redrive(arn: executionArn, completion: completion)) { completion(.failure(.stopping)) }
    }

    package func sendTaskSuccess(
        token: String, output: Payload, completion: @escaping @Sendable (Result<Void, ServiceError>) -> Void
    ) {
        send(.sendTask(token: token, .success(output: output), completion: completion)) {
            completion(.failure(.stopping))
        }
    }

    package func sendTaskFailure(
        token: String, error: String?, cause: String?,
        completion: @escaping @Sendable (Result<Void, ServiceError>) -> Void
    ) {
        send(.sendTask(token: token, .failure(error: error, cause: cause), completion: completion)) {
            completion(.failure(.stopping))
        }
    }

    package func sendTaskHeartbeat(
        token: String, completion: @escaping @Sendable (Result<Void, ServiceError>) -> Void
    ) {
        send(.sendTask(token: token, .heartbeat, completion: completion)) { completion(.failure(.stopping)) }
    }

    /// Waits for a task of an activity: completes with one, with nil when the poll is cancelled, or with
    /// ActivityWorkerLimitExceeded.
    ///
    /// - Returns: the poll, to be cancelled when its caller has waited long enough.
    package func pollActivity(
        arn: String, workerName: String?,
        completion: @escaping @Sendable (Result<ActivityTask?, ServiceError>) -> Void
    ) -> UInt64 {
        let id = pollIDs.add(1, ordering: .relaxed).newValue
        let poll = ActivityPoll(id: id, activityArn: arn, workerName: workerName, completion: completion)
        send(.pollActivity(poll)) { completion(.success(nil)) }
        return id
    }

    package func cancelPoll(_ id: UInt64) {
        _ = mailbox.send(.cancelPoll(id: id))
    }

    package func cancelPolls() {
        _ = mailbox.send(.cancelPolls)
    }

    /// A Map Run that is running, as DescribeMapRun shows it; nil for any other, which the journal has.
    package func describeMapRun(arn: String, completion: @escaping @Sendable (JSONValue?) -> Void) {
        send(.describeMapRun(arn: arn, completion: completion)) { completion(nil) }
    }

    /// Changes a Map Run that is running.
    package func updateMapRun(
        arn: String, _ update: MapRunUpdate, completion: @escaping @Sendable (Result<Void, ServiceError>) -> Void
    ) {
        send(.updateMapRun(arn: arn, update, completion: completion)) { completion(.failure(.stopping)) }
    }

    /// Finishes what is being written and stops; running executions go on with the next start. Blocks until done.
    package func shutdown() {
        let isDone = Mailbox<Void>()
        send(.shutdown { isDone.send(()) }) { isDone.send(()) }
        _ = isDone.receive()
        mailbox.close()
        thread.join()
    }

    func send(_ command: Command, orElse refuse: () -> Void) {
        if !mailbox.send(command) { refuse() }
    }
}
