import Interpreter
import Journal

/// The tasks of one activity that no worker has yet, and the workers that wait for one.
struct ActivityQueue {
    private var tasks: [(id: ExecutionID, attempt: TaskAttempt)] = []
    private var polls: [ActivityPoll] = []

    /// The next pair of a task and a worker.
    mutating func match() -> (id: ExecutionID, attempt: TaskAttempt, poll: ActivityPoll)? {
        guard !tasks.isEmpty, !polls.isEmpty else { return nil }
        let (id, attempt) = tasks.removeFirst()
        return (id, attempt, polls.removeFirst())
    }

    mutating func add(_ id: ExecutionID, _ attempt: TaskAttempt) { tasks.append((id, attempt)) }

    mutating func add(_ poll: ActivityPoll) { polls.append(poll) }

    mutating func remove(_ id: ExecutionID, _ eventID: Int64) {
        tasks.removeAll { $0.id == id && $0.attempt.scheduledEventID == eventID }
    }

    mutating func remove(_ id: ExecutionID) { tasks.removeAll { $0.id == id } }

    var waitingPolls: [ActivityPoll] { polls }

    /// Takes a poll out, if it is here.
    mutating func removePoll(_ id: UInt64) -> ActivityPoll? {
        polls.firstIndex { $0.id == id }.map { polls.remove(at: $0) }
    }
}

extension EngineLoop {
    func enqueue(_ attempt: TaskAttempt, arn: String, _ running: Running) {
        activities[arn, default: ActivityQueue()].add(running.id, attempt)
        matchActivity(arn)
    }

    func poll(_ poll: ActivityPoll) {
        let waiting = activities[poll.activityArn]?.waitingPolls.count ?? 0
        guard waiting < configuration.quotas.activityPollers else {
            return poll.completion(.failure(.tooManyPollers))
        }
        activities[poll.activityArn, default: ActivityQueue()].add(poll)
        matchActivity(poll.activityArn)
    }

    func cancelPoll(_ id: UInt64) {
        for arn in activities.keys {
            guard let poll = activities[arn]?.removePoll(id) else { continue }
            return poll.completion(.success(nil))
        }
    }

    /// Tells all workers that there is no task.
    func cancelPolls() {
        for poll in activities.values.flatMap({ $0.waitingPolls }) { cancelPoll(poll.id) }
    }

    /// Hands tasks to workers.
    private func matchActivity(_ arn: String) {
        while let (id, attempt, poll) = activities[arn]?.match() {
            guard let running = running[id] else {
                activities[arn]?.add(poll)
                continue
            }
            act(on: running) { [self] in hand(attempt, of: $0, to: poll) }
        }
    }

    /// A worker hears of its task once the journal has it as started.
    private func hand(_ attempt: TaskAttempt, of running: Running, to poll: ActivityPoll) {
        let eventID = attempt.scheduledEventID
        guard running.execution.progress(of: eventID) == .scheduled else { return self.poll(poll) }
        let task = ActivityTask(taskToken: attempt.taskToken, input: attempt.parameters.text)
        running.onCommit.append { result in
            let isDurable = if case .success = result { true } else { false }
            poll.completion(.success(isDurable ? task : nil))
        }
        running.execution.apply(
            .taskStarted(scheduledEventID: eventID, workerName: poll.workerName), at: configuration.clock())
    }
}

extension ServiceError {
    /// Source: API reference, GetActivityTask.
    fileprivate static let tooManyPollers = ServiceError(
        code: "ActivityWorkerLimitExceeded",
        message: "The maximum number of workers concurrently polling for activity tasks has been reached.")
}
