import Engine
import Interpreter
import JSON
import StatesLanguage

/// A machine that a suite has run where a nested execution is started, with mocks of its own.
package struct NestedMachine: Sendable {
    let machine: StateMachine
    let script: Script

    package init(_ tested: TestedMachine, _ script: Script) {
        machine = tested.machine(mockedBy: script)
        self.script = script
    }

    /// Runs it as the call wants, and says what the caller gets when.
    func answer(to call: Call) -> Answer {
        guard let form = StartForm(call) else {
            return .unknown(
                reason: "'run' answers states:startExecution, alone or with .sync, and aws-sdk:sfn:startSyncExecution; "
                    + "state '\(call.stateName)' asks \(call.resource)")
        }
        let header = header(for: call)
        let run = Simulation(header: header, machine: machine).run(in: ScriptedWorld(script))
        if let obstacle = run.obstacle {
            return .unknown(reason: "in the execution that state '\(call.stateName)' starts: \(obstacle)")
        }
        return form.answer(run.finished(header))
    }

    private func header(for call: Call) -> ExecutionHeader {
        let account = "arn:aws:states:us-east-1:123456789012"
        let machine = call.request["StateMachineArn"]?.string ?? "\(account):stateMachine:nested"
        let machineName = machine.split(separator: ":").last.map(String.init) ?? machine
        let name = call.request["Name"]?.string ?? "nested"
        let input = call.request["Input"] ?? .object([:])
        return ExecutionHeader(
            id: 2, arn: "\(account):execution:\(machineName):\(name)", name: name, stateMachineArn: machine,
            stateMachineName: machineName, roleArn: "arn:aws:iam::123456789012:role/test",
            input: input.string.flatMap { try? Payload(parsing: $0) } ?? Payload(input),
            startMilliseconds: call.milliseconds, seed: 1)
    }
}

/// How a nested execution was started.
private enum StartForm {
    case start
    case sync(isParsed: Bool)
    case startSync

    init?(_ call: Call) {
        switch call.resource {
        case "arn:aws:states:::states:startExecution": self = .start
        case "arn:aws:states:::states:startExecution.sync": self = .sync(isParsed: false)
        case "arn:aws:states:::states:startExecution.sync:2": self = .sync(isParsed: true)
        case "arn:aws:states:::aws-sdk:sfn:startSyncExecution": self = .startSync
        default: return nil
        }
    }

    func answer(_ child: FinishedExecution) -> Answer {
        let delay = child.stopMilliseconds - child.startMilliseconds
        switch self {
        case .start:
            let started = StartedExecution(
                executionArn: child.executionArn, startMilliseconds: child.startMilliseconds)
            return .succeeded(NestedExecution.startResponse(started, requestID: "test"), afterMilliseconds: 0)
        case .sync(let isParsed):
            let description = NestedExecution.description(of: child, isParsed: isParsed, showsRedrive: false)
            if case .succeeded = child.outcome { return .succeeded(description, afterMilliseconds: delay) }
            return .failed(error: ErrorName.taskFailed, cause: description.text, afterMilliseconds: delay)
        case .startSync:
            let description = NestedExecution.description(of: child, isParsed: false, showsRedrive: false)
            return .succeeded(description, afterMilliseconds: delay)
        }
    }
}

extension SimulatedRun {
    fileprivate func finished(_ header: ExecutionHeader) -> FinishedExecution {
        FinishedExecution(
            executionArn: header.arn, name: header.name, stateMachineArn: header.stateMachineArn,
            input: header.input.text, startMilliseconds: header.startMilliseconds, stopMilliseconds: endMilliseconds,
            outcome: outcome ?? .timedOut, redriveCount: 0)
    }
}
