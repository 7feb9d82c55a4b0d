/// The part of an execution's record that changes while it runs, and the rules by which it does; both forms of the
/// journal move executions through it.
struct Progress: Equatable, Sendable {
    var status: ExecutionStatus
    var stopMilliseconds: Int64?
    var redriveCount: Int
    var redriveMilliseconds: Int64?
    var lastEventID: Int64
    var wakeMilliseconds: Int64?
    var hasEffectsInFlight: Bool

    /// What an execution ended with.
    struct Outcome: Equatable, Sendable {
        var output: String?
        var error: String?
        var cause: String?

        var isEmpty: Bool { output == nil && error == nil && cause == nil }
    }

    /// Checks that these events continue the history of that execution, and takes them in.
    mutating func append(
        to id: ExecutionID, firstEventID: Int64, lastEventID: Int64, events: [UInt8]
    ) throws(JournalError) {
        guard firstEventID == self.lastEventID + 1 else {
            throw .invalidHistory(id, reason: "expected event \(self.lastEventID + 1), found \(firstEventID)")
        }
        let lineCount = lineCount(of: events)
        guard lastEventID - firstEventID + 1 == lineCount, events.last == UInt8(ascii: "\n") else {
            throw .invalidHistory(
                id, reason: "expected a line each for events \(firstEventID) to \(lastEventID), found \(lineCount)")
        }
        self.lastEventID = lastEventID
    }

    /// What the stored outcome becomes.
    enum OutcomeChange {
        case unchanged
        case set(Outcome)
    }

    /// Moves on as the table of `ExecutionUpdate` says.
    mutating func apply(_ update: ExecutionUpdate, to id: ExecutionID) throws(JournalError) -> OutcomeChange {
        switch (update, status) {
        case (.parked(let wake, let isInFlight), .running):
            wakeMilliseconds = wake
            hasEffectsInFlight = isInFlight
            return .unchanged
        case (.stopped(let status, let time, let output, let error, let cause), .running),
            (.stopped(let status, let time, let output, let error, let cause), .pendingRedrive):
            guard status != .running, status != .pendingRedrive else { break }
            self.status = status
            stopMilliseconds = time
            wakeMilliseconds = nil
            hasEffectsInFlight = false
            return .set(Outcome(output: output, error: error, cause: cause))
        case (.pendingRedrive, .succeeded), (.pendingRedrive, .failed), (.pendingRedrive, .timedOut),
            (.pendingRedrive, .aborted):
            status = .pendingRedrive
            return .unchanged
        case (.redriven(let count, let time), let status) where status != .running:
            self.status = .running
            stopMilliseconds = nil
            redriveCount = count
            redriveMilliseconds = time
            return .set(Outcome())
        case (.details, _):
            return .unchanged
        default: break
        }
        throw .invalidUpdate(id, status: status, update: update.name)
    }
}

extension Progress {
    init(_ record: ExecutionRecord) {
        self.init(
            status: record.status, stopMilliseconds: record.stopMilliseconds, redriveCount: record.redriveCount,
            redriveMilliseconds: record.redriveMilliseconds, lastEventID: record.lastEventID,
            wakeMilliseconds: record.wakeMilliseconds, hasEffectsInFlight: record.hasEffectsInFlight)
    }

    /// Checks that a record can be the start of an execution.
    static func starting(_ record: ExecutionRecord) throws(JournalError) -> Progress {
        guard record.lastEventID == 0 else {
            throw .invalidHistory(record.id, reason: "a new execution has no event yet, found \(record.lastEventID)")
        }
        return Progress(record)
    }
}

extension ExecutionUpdate {
    /// The case's name, for messages.
    var name: String {
        switch self {
        case .parked: "parked"
        case .stopped(let status, _, _, _, _): "stopped as \(status.rawValue)"
        case .pendingRedrive: "pending redrive"
        case .redriven: "redriven"
        case .details: "details"
        }
    }
}
