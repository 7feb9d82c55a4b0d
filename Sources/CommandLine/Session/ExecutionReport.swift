import ArgumentParser
import Engine
import Interpreter
import JSON

/// What is said of an execution that has ended.
struct ExecutionReport {
    private let finished: FinishedExecution
    private let isJSON: Bool

    init(_ finished: FinishedExecution, isJSON: Bool) {
        self.finished = finished
        self.isJSON = isJSON
    }

    /// Prints the output on the standard output, or the error on the standard error.
    ///
    /// - Throws: exit code 1 where the execution did not succeed.
    func print() throws {
        if isJSON { Terminal.standardOutput.write(json.prettyText + "\n") }
        switch finished.outcome {
        case .succeeded(let output):
            if !isJSON { printOutput(output) }
            return
        case .failed(let error, let cause): printFailure("failed", error, cause)
        case .timedOut: printFailure("timed out", nil, nil)
        case .aborted(let error, let cause): printFailure("was stopped", error, cause)
        }
        throw ExitCode(1)
    }

    /// For people over several lines, for programs as it is.
    private func printOutput(_ output: Payload) {
        let terminal = Terminal.standardOutput
        terminal.write((terminal.isInteractive ? output.value.prettyText : output.text) + "\n")
    }

    private func printFailure(_ what: String, _ error: String?, _ cause: String?) {
        guard !isJSON else { return }
        let terminal = Terminal.standardError
        let name = error.map { ": " + terminal.colour(.red, $0) } ?? ""
        terminal.write("baton: the execution '\(finished.name)' \(what)\(name)\n")
        if let cause, !cause.isEmpty { terminal.write(cause + (cause.hasSuffix("\n") ? "" : "\n")) }
    }

    /// As DescribeExecution gives it.
    var json: JSONValue {
        var object: JSONObject = [
            "executionArn": .string(finished.executionArn), "stateMachineArn": .string(finished.stateMachineArn),
            "name": .string(finished.name), "status": .string(status),
            "startDate": .timestamp(finished.startMilliseconds), "stopDate": .timestamp(finished.stopMilliseconds),
            "input": .string(finished.input),
        ]
        switch finished.outcome {
        case .succeeded(let output): object["output"] = .string(output.text)
        case .failed(let error, let cause), .aborted(let error, let cause):
            object["error"] = error.map(JSONValue.string)
            object["cause"] = cause.map(JSONValue.string)
        case .timedOut: break
        }
        object["redriveCount"] = .integer(finished.redriveCount)
        return .object(object)
    }

    var status: String {
        switch finished.outcome {
        case .succeeded: "SUCCEEDED"
        case .failed: "FAILED"
        case .timedOut: "TIMED_OUT"
        case .aborted: "ABORTED"
        }
    }
}
