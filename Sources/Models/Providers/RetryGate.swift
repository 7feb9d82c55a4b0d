import Dispatch
import Synchronization

/// Until when a service does not want to be asked.
final class RetryGate: Sendable {
    private let opens = Mutex<DispatchTime?>(nil)

    /// Longer waits are the caller's to decide on.
    static let maximumWaitSeconds = 30.0

    func close(forSeconds seconds: Double) {
        let time = DispatchTime.now() + seconds
        opens.withLock { $0 = max($0 ?? time, time) }
    }

    /// Runs the work as soon as the service may be asked again: at once, most of the time.
    func whenOpen(_ work: @escaping @Sendable () -> Void) {
        guard let time = opens.withLock({ $0 }), time > DispatchTime.now() else { return work() }
        DispatchQueue.global().asyncAfter(deadline: time, execute: work)
    }
}
