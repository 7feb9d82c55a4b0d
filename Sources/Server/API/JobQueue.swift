internal import Threads

/// A thread for operations that take long: compiling definitions, testing states. They run one after another.
final class JobQueue: Sendable {
    private let jobs: Mailbox<@Sendable () -> Void>
    private let thread: WorkerThread

    /// - Throws: where the system has no room for another thread.
    init() throws {
        let jobs = Mailbox<@Sendable () -> Void>()
        self.jobs = jobs
        // Definitions nest deeply, and so do the functions that read them.
        thread = try WorkerThread(name: "api-jobs", stackBytes: 8 << 20) {
            while case .elements(let batch) = jobs.receive() {
                for job in batch { job() }
            }
        }
    }

    func add(_ job: @escaping @Sendable () -> Void) { jobs.send(job) }

    /// Finishes what was added.
    func stop() {
        jobs.close()
        thread.join()
    }
}
