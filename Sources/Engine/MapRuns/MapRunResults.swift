import Datasets
package import Interpreter
package import JSON
import Journal
import StatesLanguage

/// The result of a distributed Map state that does not export its results.
package enum MapRunResults {
    package static func stateOutput(_ children: [MapRunChild], _ writing: MapRunRequest.Writing?) -> JSONValue {
        (format(writing) ?? .stateDefault).stateOutput(
            children.lazy.filter { $0.record.status == .succeeded }.map(ChildExecutionResult.init))
    }

    /// What `WriterConfig` says.
    static func format(_ writing: MapRunRequest.Writing?) -> ResultFormat? {
        guard let writer = writing?.writer, writer.transformation != nil || writer.outputType != nil else { return nil }
        return ResultFormat(
            transformation: writer.transformation.flatMap { .init(rawValue: $0.rawValue) } ?? .none,
            outputType: writer.outputType.flatMap { .init(rawValue: $0.rawValue) } ?? .json)
    }
}

extension ChildExecutionResult {
    init(_ child: MapRunChild) {
        let record = child.record
        self.init(
            executionArn: record.arn, stateMachineArn: record.stateMachineArn, name: record.name,
            status: Status(rawValue: record.status.rawValue) ?? .pending, input: child.input, output: record.output,
            error: record.error, cause: record.cause,
            startDate: Timestamp(milliseconds: record.startMilliseconds).text,
            stopDate: record.stopMilliseconds.map { Timestamp(milliseconds: $0).text },
            redriveCount: Int64(record.redriveCount),
            redriveStatus: record.status == .succeeded ? "NOT_REDRIVABLE" : "REDRIVABLE",
            redriveStatusReason: record.status == .succeeded
                ? "Execution is SUCCEEDED and cannot be redriven" : nil)
    }
}
