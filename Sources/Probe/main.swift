import Engine
import Interpreter
import JSON
import Journal
import StatesLanguage
import Tasks
import Threads

struct Table: MachineDirectory {
    let text: String
    let name: String
    func machine(arn: String) throws(MachineLookupError) -> ResolvedMachine {
        let compilation = DefinitionCompiler().compile(text)
        guard let machine = compilation.machine else {
            throw MachineLookupError(code: "InvalidDefinition", message: "\(compilation.diagnostics)")
        }
        return ResolvedMachine(
            stateMachineArn: arn, name: name, roleArn: "arn:aws:iam::111111111111:role/snf_role_arn", definition: text,
            machine: machine, isExpress: false)
    }
    func activityExists(arn: String) -> Bool { true }
}
struct NoTasks: TaskHandler {
    func start(_ attempt: Tasks.TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        report(.failed(error: "Probe.NoHandler", cause: nil))
        return .none
    }
}
func waitFor<Value: Sendable>(_ body: (@escaping @Sendable (Value) -> Void) -> Void) -> Value? {
    let mailbox = Mailbox<Value>()
    body { mailbox.send($0) }
    guard case .elements(let values) = mailbox.receive(waitingAtMostNanoseconds: 60_000_000_000) else { return nil }
    return values.first
}
while let line = readLine() {
    let request = try JSONValue(parsing: line)
    let journal = InMemoryJournal()
    let table = Table(text: request["definition"]!.string!, name: request["name"]!.string!)
    let engine = try Engine(
        EngineConfiguration(
            journal: journal, tasks: NoTasks(), machines: table,
            clock: { SystemClock.milliseconds() }, randomSeed: { UInt64.random(in: 0 ... .max) }))
    do {
        let machine = try table.machine(arn: "arn:aws:states:us-east-1:111111111111:stateMachine:\(request["name"]!.string!)")
        let r = waitFor { (done: @escaping @Sendable (Result<FinishedExecution, ServiceError>) -> Void) in
            engine.startAndWait(
                StartRequest(machine: machine, name: request["execution"]?.string, input: try! Payload(parsing: request["input"]!.string!)), completion: { done($0) })
        }
        guard let finished = try r?.get() else { print("{\"error\":\"timeout\"}"); continue }
        let record = journal.execution(arn: finished.executionArn)!
        let lines = String(decoding: journal.historyBytes(of: record.id), as: UTF8.self).split(separator: "\n").joined(separator: ",")
        let head: JSONValue = ["executionArn": .string(record.arn), "status": .string(record.status.rawValue), "output": record.output.map { .string($0) } ?? .null, "error": record.error.map { .string($0) } ?? .null, "cause": record.cause.map { .string($0) } ?? .null]
        print("{\"head\":\(head.text),\"events\":[\(lines)]}")
    } catch let e as MachineLookupError {
        print((["invalid": .string(e.message)] as JSONValue).text)
    }
    engine.shutdown()
}
