import Dispatch
import Synchronization
internal import Threads

/// A message for a worker and what becomes of it.
struct WorkerJob: Sendable {
    /// Worker processes of another generation (an older version of the code, say) are replaced first.
    var generation: Int64 = 0
    /// From the moment at which a worker takes the message.
    var timeoutMilliseconds: Int64
    /// The message, made at that moment.
    var message: @Sendable () -> [UInt8]
    /// What the worker prints meanwhile.
    var log: @Sendable ([UInt8]) -> Void
    /// Called once, on a thread of the pool.
    var completion: @Sendable (Result<WorkerFrame, WorkerFailure>) -> Void
}

/// Up to so many kept-alive processes of one command, started on demand and stopped when idle, each with a thread.
final class WorkerPool: Sendable {
    private struct Storage {
        var queue: [Ticket] = []
        var running: [ObjectIdentifier: Ticket] = [:]
        var threadCount = 0
        /// Threads that wait for a ticket, or will in a moment.
        var freeCount = 0
        var isClosed = false
    }

    private let command: Command
    private let maximumWorkers: Int
    private let idleMilliseconds: Int
    private let startMilliseconds: Int64
    private let storage = Mutex(Storage())
    /// Counts the tickets in the queue.
    private let available = DispatchSemaphore(value: 0)

    init(
        _ command: Command, maximumWorkers: Int, idleMilliseconds: Int = 300_000, startMilliseconds: Int64 = 60_000
    ) {
        self.command = command
        self.maximumWorkers = max(1, maximumWorkers)
        self.idleMilliseconds = idleMilliseconds
        self.startMilliseconds = startMilliseconds
    }

    /// Hands the message to the next free worker and returns at once.
    func submit(_ job: WorkerJob) -> TaskCancellation {
        let ticket = Ticket(job)
        let (isAccepted, needsThread) = storage.withLock { storage -> (Bool, Bool) in
            guard !storage.isClosed else { return (false, false) }
            storage.queue.append(ticket)
            guard storage.queue.count > storage.freeCount, storage.threadCount < maximumWorkers else {
                return (true, false)
            }
            storage.threadCount += 1
            return (true, true)
        }
        guard isAccepted else {
            job.completion(.failure(.cancelled))
            return .none
        }
        if needsThread { startThread() }
        available.signal()
        return TaskCancellation { ticket.cancel() }
    }

    /// Ends all workers; what they are doing and what is queued fails as cancelled.
    func close() {
        let (tickets, threadCount) = storage.withLock { storage in
            defer { storage.queue = [] }
            storage.isClosed = true
            return (storage.queue + storage.running.values, storage.threadCount)
        }
        for ticket in tickets { ticket.cancel() }
        for _ in 0..<threadCount { available.signal() }
    }

    /// Ends each worker when there is nothing left in the queue.
    func retire() {
        let threadCount = storage.withLock { $0.threadCount }
        for _ in 0..<threadCount { available.signal() }
    }

    private func startThread() {
        do throws(WorkerThreadError) {
            _ = try WorkerThread(name: "worker") { [self] in run() }
        } catch {
            let ticket = storage.withLock { storage in
                storage.threadCount -= 1
                return storage.threadCount == 0 ? storage.queue.popLast() : nil
            }
            ticket?.finish(.failure(.cannotStart(error.description)))
        }
    }

    private func run() {
        var worker: WorkerProcess?
        var generation: Int64 = 0
        storage.withLock { $0.freeCount += 1 }
        while let ticket = nextTicket() {
            guard ticket.begin() else {
                becomeFree(after: ticket)
                continue
            }
            if generation != ticket.job.generation {
                worker?.stop()
                worker = nil
            }
            generation = ticket.job.generation
            let outcome = perform(ticket, with: &worker)
            // Before the outcome is told: whoever asks again then gets this worker, not a new one.
            becomeFree(after: ticket)
            ticket.finish(outcome)
        }
        worker?.stop()
    }

    private func becomeFree(after ticket: Ticket) {
        storage.withLock { storage in
            storage.running[ObjectIdentifier(ticket)] = nil
            storage.freeCount += 1
        }
    }

    /// The next ticket; nothing when this thread is to end.
    private func nextTicket() -> Ticket? {
        _ = available.wait(timeout: .now() + .milliseconds(idleMilliseconds))
        return storage.withLock { storage in
            storage.freeCount -= 1
            // Even after a time-out: a ticket that came at that moment counts on this thread.
            if !storage.queue.isEmpty {
                let ticket = storage.queue.removeFirst()
                storage.running[ObjectIdentifier(ticket)] = ticket
                return ticket
            }
            storage.threadCount -= 1
            return nil
        }
    }

    private func perform(_ ticket: Ticket, with worker: inout WorkerProcess?) -> Result<WorkerFrame, WorkerFailure> {
        do throws(WorkerFailure) {
            if let frame = try reuse(&worker, for: ticket) { return .success(frame) }
            let fresh = try WorkerProcess(command)
            guard ticket.attach(fresh.process) else { throw .cancelled }
            try fresh.awaitReady(deadline: .now.adding(milliseconds: startMilliseconds), log: ticket.job.log)
            let frame = try converse(fresh, ticket)
            worker = fresh
            return .success(frame)
        } catch {
            return .failure(ticket.isCancelled ? .cancelled : error)
        }
    }

    /// The answer of a worker that is there already; nothing where it turns out to have ended before it was asked.
    private func reuse(_ worker: inout WorkerProcess?, for ticket: Ticket) throws(WorkerFailure) -> WorkerFrame? {
        guard let warm = worker, warm.isAlive else { return nil }
        guard ticket.attach(warm.process) else { throw .cancelled }
        worker = nil
        let frame = try converse(warm, ticket)
        worker = warm
        return frame
    }

    private func converse(_ worker: WorkerProcess, _ ticket: Ticket) throws(WorkerFailure) -> WorkerFrame {
        let deadline = MonotonicTime.now.adding(milliseconds: ticket.job.timeoutMilliseconds)
        let frame = try worker.exchange(ticket.job.message(), deadline: deadline, log: ticket.job.log)
        ticket.detach()
        return frame
    }
}

/// A job on its way: queued, running in a process, or over.
private final class Ticket: Sendable {
    private enum Phase {
        case queued
        case running(ChildProcess?)
        case cancelled
        case over
    }

    let job: WorkerJob
    private let phase = Mutex(Phase.queued)

    init(_ job: WorkerJob) { self.job = job }

    var isCancelled: Bool {
        phase.withLock { if case .cancelled = $0 { true } else { false } }
    }

    /// Whether a worker may start with it.
    func begin() -> Bool {
        phase.withLock { phase in
            guard case .queued = phase else { return false }
            phase = .running(nil)
            return true
        }
    }

    /// Notes the process that is to end when the job is cancelled; false where it is cancelled already.
    func attach(_ process: ChildProcess) -> Bool {
        phase.withLock { phase in
            guard case .running = phase else { return false }
            phase = .running(process)
            return true
        }
    }

    /// The process has answered and is no longer to end with the job.
    func detach() {
        phase.withLock { phase in
            if case .running = phase { phase = .running(nil) }
        }
    }

    func finish(_ outcome: Result<WorkerFrame, WorkerFailure>) {
        phase.withLock { phase in
            if case .cancelled = phase { return }
            phase = .over
        }
        job.completion(outcome)
    }

    func cancel() {
        let (process, wasQueued) = phase.withLock { phase -> (ChildProcess?, Bool) in
            switch phase {
            case .queued:
                phase = .cancelled
                return (nil, true)
            case .running(let process):
                phase = .cancelled
                return (process, false)
            case .cancelled, .over: return (nil, false)
            }
        }
        process?.kill()
        if wasQueued { job.completion(.failure(.cancelled)) }
    }
}
