import Interpreter
import JSON
import Journal

/// A task that waits for its token to come back.
struct WaitingTask {
    let executionArn: String
    let executionName: String
    let state: String
    let parameters: String
    let sinceMilliseconds: Int64
    let token: String

    var json: JSONValue {
        [
            "executionArn": .string(executionArn), "state": .string(state), "parameters": .string(parameters),
            "since": .timestamp(sinceMilliseconds), "taskToken": .string(token),
        ]
    }

    /// The tasks of all executions that run.
    static func all(in location: JournalLocation) throws -> [WaitingTask] {
        let journal = try location.openForReading()
        defer { journal.close() }
        return try journal.openExecutions().flatMap { open -> [WaitingTask] in
            guard let record = try journal.execution(id: open.id) else { return [] }
            return try waiting(in: record, try journal.events(of: open.id))
        }
    }

    private static func waiting(in record: ExecutionRecord, _ events: [JSONValue]) throws -> [WaitingTask] {
        var tasks: [Int64: WaitingTask] = [:]
        var roots: [Int64: Int64] = [:]
        var names: [Int64: String] = [:]
        var asked: [Int64: WaitingTask] = [:]
        func scheduled(_ event: HistoryEvent, _ parameters: String, waits: Bool) {
            roots[event.id] = event.id
            let task = WaitingTask(
                executionArn: record.arn, executionName: record.name, state: names[event.id] ?? "",
                parameters: parameters, sinceMilliseconds: event.timestampMilliseconds,
                token: TaskToken(executionID: record.id.rawValue, scheduledEventID: event.id, seed: record.seed).text)
            if waits { tasks[event.id] = task } else { asked[event.id] = task }
        }
        for json in events {
            let event = try HistoryEvent(json)
            names[event.id] = names[event.previousEventID]
            roots[event.id] = roots[event.previousEventID]
            switch event.details {
            case .stateEntered(let name, _): names[event.id] = name
            case .taskScheduled(let details) where !details.name.resource.contains(".sync"):
                scheduled(event, details.parameters, waits: details.name.resource.hasSuffix(".waitForTaskToken"))
            case .lambdaScheduled(_, let input, _, _): scheduled(event, input, waits: false)
            default: break
            }
            // A task that no token is handed out for is submitted only where a person has to say what came of it.
            if event.type == .taskSubmitted, let root = roots[event.id], let task = asked[root] { tasks[root] = task }
            // Only a started or submitted task still waits.
            if let root = roots[event.id], root != event.id, ![.taskStarted, .taskSubmitted].contains(event.type) {
                tasks[root] = nil
            }
        }
        return tasks.values.sorted { $0.sinceMilliseconds < $1.sinceMilliseconds }
    }
}
