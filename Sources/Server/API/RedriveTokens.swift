internal import Synchronization

/// The client tokens of redrives, by which a repeated request is known.
///
/// Source: API reference, RedriveExecution, `clientToken`: the last ten of an execution, for fifteen minutes.
final class RedriveTokens: Sendable {
    private struct Entry {
        let token: String
        let milliseconds: Int64
    }

    private static let kept = 10
    private static let validMilliseconds: Int64 = 15 * 60_000

    private let entries = Mutex<[String: [Entry]]>([:])

    /// When that token redrove the execution.
    func date(of arn: String, _ token: String, nowMilliseconds: Int64) -> Int64? {
        entries.withLock { entries in
            for arn in Array(entries.keys) {
                entries[arn]?.removeAll { nowMilliseconds - $0.milliseconds > Self.validMilliseconds }
                if entries[arn]?.isEmpty == true { entries[arn] = nil }
            }
            return entries[arn]?.first { $0.token == token }?.milliseconds
        }
    }

    func note(_ arn: String, _ token: String, _ milliseconds: Int64) {
        entries.withLock { entries in
            entries[arn, default: []].append(Entry(token: token, milliseconds: milliseconds))
            if let count = entries[arn]?.count, count > Self.kept { entries[arn]?.removeFirst(count - Self.kept) }
        }
    }
}
