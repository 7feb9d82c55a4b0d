internal import Engine
internal import JSON
internal import Journal
internal import Synchronization

/// Whether executions can be started: those of an earlier process are taken up, and the journal takes writes.
final class Readiness: Sendable {
    enum Verdict: Sendable {
        case ready
        /// Why not, in a sentence.
        case unready(String)
    }

    /// How long the engine and the journal may take to answer.
    private static let patienceSeconds: Int64 = 2
    /// A journal that took a write so lately is not asked again.
    private static let freshNanoseconds: UInt64 = 1_000_000_000
    private static let resourceKind = "readiness"

    private let engine: Engine
    private let timers: Timers
    private let lastWriteNanoseconds = Mutex<UInt64?>(nil)
    private let isStopping = Atomic(false)

    init(engine: Engine, timers: Timers) {
        self.engine = engine
        self.timers = timers
    }

    /// From now on the server is not ready.
    func stop() { isStopping.store(true, ordering: .relaxed) }

    /// Finds out, in two seconds at the most.
    func check(_ completion: @escaping @Sendable (Verdict) -> Void) {
        guard !isStopping.load(ordering: .relaxed) else { return completion(.unready("the server is stopping")) }
        let once = Once(completion)
        timers.after(seconds: Self.patienceSeconds) {
            once.complete(.unready("the engine or the journal has not answered for \(Self.patienceSeconds) s"))
        }
        engine.health { [self] health in
            guard let health else { return once.complete(.unready("the engine has stopped")) }
            guard health.executionsToRecover == 0 else {
                return once.complete(
                    .unready("\(health.executionsToRecover) executions of an earlier process are being taken up"))
            }
            write { once.complete($0) }
        }
    }

    private func write(_ completion: @escaping @Sendable (Verdict) -> Void) {
        let now = monotonicNanoseconds()
        if let last = lastWriteNanoseconds.withLock({ $0 }), now - last < Self.freshNanoseconds {
            return completion(.ready)
        }
        let journal = engine.configuration.journal
        journal.commit([.putResource(kind: Self.resourceKind, name: "probe", body: .bool(true))]) { [self] outcome in
            switch outcome {
            case .success:
                lastWriteNanoseconds.withLock { $0 = now }
                completion(.ready)
            case .failure(let error): completion(.unready("the journal cannot be written: \(error)"))
            }
        }
    }
}

/// Passes on the first of several outcomes.
private final class Once: Sendable {
    private let completion: Mutex<(@Sendable (Readiness.Verdict) -> Void)?>

    init(_ completion: @escaping @Sendable (Readiness.Verdict) -> Void) { self.completion = Mutex(completion) }

    func complete(_ verdict: Readiness.Verdict) {
        let waiting = completion.withLock { completion in
            defer { completion = nil }
            return completion
        }
        waiting?(verdict)
    }
}
