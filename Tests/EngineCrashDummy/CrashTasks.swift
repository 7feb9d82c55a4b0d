import Engine
import JSON
import Tasks
import Threads

/// Functions that note in a file when they start and end, and take a few milliseconds in between.
///
/// `S KEY` and `F KEY` with the attempt's idempotency key; `T TOKEN` for a callback to answer; `J KEY` where a job is
/// submitted, `Q KEY` where one is waited for that was submitted before.
final class CrashTasks: TaskHandler {
    private struct Call: Sendable {
        let dueMilliseconds: Int64
        let key: String
        let work: @Sendable () -> Void
    }

    private let notes: LineFile
    private let objects: CrashObjects
    private let calls = Mailbox<Call>()
    private let thread: WorkerThread

    init(_ notes: LineFile, _ objects: CrashObjects) throws {
        self.notes = notes
        self.objects = objects
        let calls = calls
        thread = try WorkerThread(name: "tasks") { Self.run(calls) }
    }

    private static func run(_ calls: Mailbox<Call>) {
        var waiting: [Call] = []
        while true {
            let next = waiting.map(\.dueMilliseconds).min()
            let patience = next.map { max(0, $0 - SystemClock.milliseconds()) * 1_000_000 }
            switch calls.receive(waitingAtMostNanoseconds: patience) {
            case .elements(let new): waiting += new
            case .timedOut: break
            case .closed: return
            }
            let now = SystemClock.milliseconds()
            for call in waiting where call.dueMilliseconds <= now { call.work() }
            waiting.removeAll { $0.dueMilliseconds <= now }
        }
    }

    func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        let key = "\(attempt.executionArn)#\(attempt.scheduledEventID)"
        switch attempt.resource {
        case .service("glue", _, _, _): run(attempt, asJob: key, report)
        case .service("s3", _, _, _): report(.succeeded(output: objects.results(manifest: attempt.parameters)))
        default: call(attempt, key, report)
        }
        return .none
    }

    /// A job is submitted, once, and ends some time later.
    private func run(
        _ attempt: TaskAttempt, asJob key: String, _ report: @escaping @Sendable (TaskReport) -> Void
    ) {
        let number = attempt.parameters["Arguments"]?["--v"] ?? .null
        let isSubmitted = attempt.submission != nil
        notes.append((isSubmitted ? "Q " : "J ") + key)
        let now = SystemClock.milliseconds()
        if !isSubmitted {
            calls.send(Call(dueMilliseconds: now + 10, key: key) { report(.submitted(output: ["JobRunId": "j"])) })
        }
        calls.send(
            Call(dueMilliseconds: now + 400, key: key) {
                report(.succeeded(output: ["JobRunState": "SUCCEEDED", "v": number]))
            })
    }

    private func call(
        _ attempt: TaskAttempt, _ key: String, _ report: @escaping @Sendable (TaskReport) -> Void
    ) {
        let (function, payload, isBare) = Self.request(attempt)
        let notes = notes
        notes.append("S \(key)")
        let delay = Int64(key.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % 25)
        calls.send(
            Call(dueMilliseconds: SystemClock.milliseconds() + delay, key: key) {
                notes.append("F \(key)")
                report(Self.answer(function, payload, isBare: isBare, notes))
            })
    }

    private static func request(_ attempt: TaskAttempt) -> (String, JSONValue, isBare: Bool) {
        if case .lambda(let arn) = attempt.resource {
            return (String(arn.split(separator: ":").last ?? ""), attempt.parameters, true)
        }
        return (attempt.parameters["FunctionName"]?.string ?? "", attempt.parameters["Payload"] ?? .null, false)
    }

    private static func answer(
        _ function: String, _ payload: JSONValue, isBare: Bool, _ notes: LineFile
    ) -> TaskReport {
        let number = payload["v"]?.integer ?? 0
        switch function {
        case "add":
            let result: JSONValue = ["v": .integer(number + 1)]
            return .succeeded(output: isBare ? result : ["Payload": result])
        case "third":
            guard let tried = payload["tried"]?.integer, tried >= 2 else {
                return .failed(error: "Test.Sometimes", cause: "not yet")
            }
            return .succeeded(output: ["Payload": ["tries": .integer(tried + 1), "v": .integer(number)]])
        case "later":
            guard let redrives = payload["redrives"]?.integer, redrives > 0 else {
                return .failed(error: "Test.NotYet", cause: nil)
            }
            return .succeeded(output: ["Payload": ["redrives": .integer(redrives)]])
        case "ask":
            notes.append("T \(payload["token"]?.string ?? "")")
            return .submitted(output: ["StatusCode": 200])
        default: return .failed(error: "Test.Always", cause: nil)
        }
    }
}
