/// What an execution's history follows from beside its definition and what happened: fixed when it starts, and kept with it.
///
/// A change of behaviour that would make an old history come out otherwise is a new version with a field of its own, so
/// that executions go on, and replay, as they began.
package struct Rules: Sendable, Hashable {
    package let version: Int
    /// Whether the context object has `Execution.RedriveCount`, as AWS's has since executions can be redriven.
    let contextHasRedriveCount: Bool

    private static let versions = [
        Rules(version: 0, contextHasRedriveCount: false), Rules(version: 1, contextHasRedriveCount: true),
    ]

    /// Those of executions that start now.
    package static let current = versions[versions.count - 1]

    /// The numbers of those that this release has.
    package static var knownVersions: ClosedRange<Int> { versions[0].version...current.version }

    /// Those that AWS had at that time.
    ///
    /// AWS Step Functions Developer Guide, "Document history": redrive, 15 November 2023.
    package static func ofAWS(atMilliseconds milliseconds: Int64) -> Rules {
        milliseconds < 1_700_006_400_000 ? versions[0] : current
    }

    /// - Returns: nil where this release does not have them.
    package init?(version: Int) {
        guard let rules = Self.versions.first(where: { $0.version == version }) else { return nil }
        self = rules
    }

    private init(version: Int, contextHasRedriveCount: Bool) {
        self.version = version
        self.contextHasRedriveCount = contextHasRedriveCount
    }
}
