import Digests

/// The token that a task's answer comes back with: which execution and which attempt, and a proof that we gave it out.
///
/// ```
/// AQ-7-12-5f0c…   version, execution, scheduling event, 32 hexadecimal digits of proof
/// ```
package struct TaskToken: Hashable, Sendable {
    package let executionID: Int64
    package let scheduledEventID: Int64
    package let text: String

    package init(executionID: Int64, scheduledEventID: Int64, seed: UInt64) {
        self.executionID = executionID
        self.scheduledEventID = scheduledEventID
        let prefix = "AQ-\(executionID)-\(scheduledEventID)"
        let key = (0..<8).map { UInt8(truncatingIfNeeded: seed >> (8 * $0)) }
        let proof = Digest.sha256.authenticate(Array(prefix.utf8), key: key).prefix(16).hexadecimal
        self.text = "\(prefix)-\(proof)"
    }

    /// The execution and the event that a token names; the proof is yet to be compared.
    package static func address(of text: String) -> (executionID: Int64, scheduledEventID: Int64)? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "AQ", let execution = Int64(parts[1]), let event = Int64(parts[2]) else {
            return nil
        }
        return (execution, event)
    }
}
