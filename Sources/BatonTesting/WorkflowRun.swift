public import JSON
import Interpreter
import Replay

/// What came of running a workflow.
public struct WorkflowRun: Sendable {
    public enum Status: String, Sendable {
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
        case timedOut = "TIMED_OUT"
        /// It waits for something that never comes, or asks for something that has no answer; see `obstacle`.
        case running = "RUNNING"
    }

    /// Something that it asked for.
    public struct Call: Sendable, Hashable {
        public let state: String
        /// The resource as a definition writes it.
        public let resource: String
        public let request: JSONValue
        /// Tries of the state before this one.
        public let retryCount: Int64
    }

    private let run: SimulatedRun

    init(_ run: SimulatedRun) { self.run = run }

    public var status: Status { Status(rawValue: run.status) ?? .failed }
    /// Nil unless it succeeded.
    public var output: JSONValue? { run.output }
    public var error: String? { run.failure?.error }
    public var cause: String? { run.failure?.cause }
    /// Why it could not go on.
    public var obstacle: String? { run.obstacle?.description }
    /// The states in the order in which they were entered.
    public var path: [String] { run.path }
    public var calls: [Call] {
        run.calls.map {
            Call(state: $0.stateName, resource: $0.resource, request: $0.request, retryCount: $0.retryCount)
        }
    }
    /// The variables as they were last assigned.
    public var variables: JSONObject { run.variables }
    /// How long it took on the virtual clock.
    public var duration: Duration { .milliseconds(run.durationMilliseconds) }
    /// The history, each event as GetExecutionHistory prints it.
    public var events: [JSONValue] { run.events.compactMap { try? JSONValue(parsing: $0.line) } }
}
