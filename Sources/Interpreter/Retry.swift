import StatesLanguage

/// What retriers and catchers have in common.
protocol ErrorMatching {
    var errorEquals: [String] { get }
}

extension Retrier: ErrorMatching {}
extension Catcher: ErrorMatching {}

extension ErrorMatching {
    /// Whether the list names this failure, directly or by a wildcard.
    ///
    /// Specification: Amazon States Language, "Errors".
    func matches(_ failure: StateFailure) -> Bool {
        guard failure.kind != .runtime, failure.error != ErrorName.runtime else { return false }
        return errorEquals.contains { name in
            switch name {
            case ErrorName.all: true
            case ErrorName.taskFailed where failure.error != ErrorName.timeout: true
            default: name == failure.error ?? "" || name == failure.alias
            }
        }
    }
}

extension Retrier {
    /// How long to wait before try number `attempt`, counted from 1; `fraction` from 0 to 1 is the jitter.
    func delayMilliseconds(attempt: Int64, fraction: Double) -> Int64 {
        var factor = 1.0
        for _ in 1..<max(1, min(attempt, 1_000)) { factor *= backoffRate }
        var seconds = Double(intervalSeconds) * factor
        if let maxDelaySeconds { seconds = min(seconds, Double(maxDelaySeconds)) }
        if hasFullJitter { seconds *= fraction }
        return Int64(min(seconds * 1_000, 1e15))
    }
}
