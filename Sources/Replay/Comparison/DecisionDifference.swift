package import Interpreter
import JSON

/// Where two executions first decide otherwise: enter another state, ask for something else, or end in another way.
package struct DecisionDifference: Sendable, Hashable {
    /// The branch: empty for the machine itself, `/Each[2]` for an iteration of Map.
    package let branch: String
    /// The states that the branch had entered by then.
    package let path: [String]
    /// Nil where the recorded execution had ended.
    package let recorded: HistoryEvent?
    /// Nil where the new one ends.
    package let computed: HistoryEvent?
    package let recordedText: String
    package let computedText: String
    /// What kind of difference it is, without the data; for counting alike ones.
    package let kind: String

    /// The first difference by the order of the recording; nil where all decisions are the same.
    ///
    /// - Parameter isRecordingOpen: whether the recorded execution was still running, so that what it lacks is no decision.
    package static func first(
        _ recorded: [HistoryEvent], _ computed: [HistoryEvent], isRecordingOpen: Bool = false
    ) -> DecisionDifference? {
        let left = HistoryLanes(recorded).lanes
        let right = HistoryLanes(computed).lanes
        let isComputedOpen = isRecordingOpen && computed.last?.type.endsExecution != true
        let differences = Set(left.keys).union(right.keys).sorted().compactMap { lane in
            first(in: lane, (left[lane] ?? []).filter(\.isDecision), (right[lane] ?? []).filter(\.isDecision))
        }
        return differences.filter { difference in
            !(isRecordingOpen && difference.recorded == nil) && !(isComputedOpen && difference.computed == nil)
        }.min { $0.position < $1.position }
    }

    private static func first(
        in branch: String, _ left: [HistoryEvent], _ right: [HistoryEvent]
    ) -> DecisionDifference? {
        for index in 0..<max(left.count, right.count) {
            let recorded = index < left.count ? left[index] : nil
            let computed = index < right.count ? right[index] : nil
            if let recorded, let computed, recorded.decidesLike(computed) { continue }
            return DecisionDifference(
                branch: branch, path: left.prefix(index).compactMap { $0.enteredName }, recorded: recorded,
                computed: computed, recordedText: recorded?.decisionText ?? "nothing more",
                computedText: computed?.decisionText ?? "nothing more",
                kind: kind(recorded, computed, after: left[..<index].last { $0.enteredName != nil }?.enteredName))
        }
        return nil
    }

    /// - Parameter state: the one that the branch was in.
    private static func kind(_ recorded: HistoryEvent?, _ computed: HistoryEvent?, after state: String?) -> String {
        let place = state.map { "state '\($0)': " } ?? ""
        let (old, new) = (recorded?.decisionKind ?? "nothing more", computed?.decisionKind ?? "nothing more")
        return place + (old == new ? "\(old), otherwise" : "recorded: \(old); new: \(new)")
    }

    var position: Int64 { recorded?.id ?? .max }
}

extension DecisionDifference {
    /// A difference at an event that both have.
    init(
        at recorded: HistoryEvent, computed: HistoryEvent, in events: [HistoryEvent], recordedText: String,
        computedText: String, kind: String
    ) {
        let lane = HistoryLanes(events).lanes.first { $0.value.contains { $0.id == recorded.id } }
        branch = lane?.key ?? ""
        path = (lane?.value ?? []).filter { $0.id < recorded.id }.compactMap { $0.enteredName }
        self.recorded = recorded
        self.computed = computed
        self.recordedText = recordedText
        self.computedText = computedText
        self.kind = kind
    }
}

extension HistoryEvent {
    fileprivate var enteredName: String? {
        if case .stateEntered(let name, _) = details { name } else { nil }
    }

    fileprivate var isDecision: Bool {
        switch details {
        case .stateEntered, .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted: true
        default: request != nil
        }
    }

    fileprivate func decidesLike(_ other: HistoryEvent) -> Bool {
        if let left = request, let right = other.request {
            guard left.resource == right.resource, timeLimits == other.timeLimits else { return false }
            return left.request == right.request
                || JSONValue.string(left.request).withPayloadsParsed.isSame(
                    as: JSONValue.string(right.request).withPayloadsParsed)
        }
        switch (details, other.details) {
        case (.stateEntered(let left, _), .stateEntered(let right, _)): return left == right
        case (.executionSucceeded(let left), .executionSucceeded(let right)):
            return left == right
                || JSONValue.string(left).withPayloadsParsed.isSame(as: JSONValue.string(right).withPayloadsParsed)
        case (.executionFailed(let left, _), .executionFailed(let right, _)): return left == right
        default: return type == other.type && request == nil && other.request == nil
        }
    }

    /// What is decided, without the data.
    fileprivate var decisionKind: String {
        if let (resource, _) = request { return "asks \(resource)" }
        switch details {
        case .stateEntered(let name, _): return "enters '\(name)'"
        case .executionSucceeded: return "succeeds"
        case .executionFailed(let error, _): return "fails with \(error ?? "no error name")"
        default: return type.rawValue
        }
    }

    /// How long the answer to a request may take, in words; empty where it has no limit.
    private var timeLimits: String {
        let (timeout, heartbeat): (Int64?, Int64?) =
            switch details {
            case .lambdaScheduled(_, _, let timeout, _): (timeout, nil)
            case .activityScheduled(_, _, let timeout, let heartbeat): (timeout, heartbeat)
            case .taskScheduled(let task): (task.timeoutSeconds, task.heartbeatSeconds)
            default: (nil, nil)
            }
        return (timeout.map { " within \($0) s" } ?? "") + (heartbeat.map { ", heartbeats within \($0) s" } ?? "")
    }

    fileprivate var decisionText: String {
        if let (resource, request) = request { return "asks \(resource) for \(request.shortened)\(timeLimits)" }
        switch details {
        case .stateEntered(let name, _): return "enters '\(name)'"
        case .executionSucceeded(let output): return "succeeds with \(output.shortened)"
        case .executionFailed(let error, let cause):
            return "fails with \(error ?? "no error name")" + (cause.map { ": \($0.shortened)" } ?? "")
        default: return type.rawValue
        }
    }
}

extension HistoryEventType {
    /// Whether nothing comes after an event of this type, unless the execution is redriven.
    var endsExecution: Bool {
        switch self {
        case .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted: true
        default: false
        }
    }
}

extension String {
    var shortened: String { count > 200 ? prefix(199) + "…" : self }
}
