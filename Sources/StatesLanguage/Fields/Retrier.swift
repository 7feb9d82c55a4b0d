/// When and how often to try again.
///
/// Specification: Amazon States Language, "Retrying after error".
package struct Retrier: Sendable {
    package let errorEquals: [String]
    package let intervalSeconds: Int64
    package let maxAttempts: Int64
    package let backoffRate: Double
    package let maxDelaySeconds: Int64?
    /// `JitterStrategy: FULL`.
    package let hasFullJitter: Bool

    package init(
        errorEquals: [String], intervalSeconds: Int64 = 1, maxAttempts: Int64 = 3, backoffRate: Double = 2,
        maxDelaySeconds: Int64? = nil, hasFullJitter: Bool = false
    ) {
        self.errorEquals = errorEquals
        self.intervalSeconds = intervalSeconds
        self.maxAttempts = maxAttempts
        self.backoffRate = backoffRate
        self.maxDelaySeconds = maxDelaySeconds
        self.hasFullJitter = hasFullJitter
    }
}
