import StatesLanguage
import Interpreter
import JSON
import Journal

extension MapRun {
    /// The kind of the journal's documents that hold Map Runs.
    static let resourceKind = "mapRun"
    /// The kind of those that hold the inputs of children, so many to a document.
    static let inputsResourceKind = "mapRunInputs"
    static let inputsPerResource = 500

    private func status(_ result: JSONValue?) -> String {
        switch phase {
        case .reading, .running, .writing: "RUNNING"
        case .ended: failure != nil ? "FAILED" : result != nil ? "SUCCEEDED" : "ABORTED"
        }
    }

    /// The Map Run as DescribeMapRun shows it, with what the engine needs beside it.
    func document(executionArn: String, result: JSONValue?) -> JSONValue {
        // Results are exported before the run ends well; a run that is stopped exports none.
        let isWritten = phase == .ended && result != nil && request.writing?.writer.exports == true
        var document: JSONObject = [
            "mapRunArn": .string(request.mapRunArn), "executionArn": .string(executionArn),
            "status": .string(status(result)),
            "startDate": .double(Double(startMilliseconds) / 1_000), "maxConcurrency": .integer(maxConcurrency),
            "toleratedFailurePercentage": .double(toleratedFailurePercentage),
            "toleratedFailureCount": .integer(toleratedFailureCount),
            "itemCounts": counts(isWritten) { itemCounts[$0] }, "executionCounts": counts(isWritten) { _ in 1 },
            "redriveCount": .integer(redriveCount), "startedEventID": .integer(request.startedEventID),
            "parent": .integer(parent.rawValue), "label": .string(request.label),
            "childCount": .integer(Int64(children.count)),
        ]
        if let stopMilliseconds { document["stopDate"] = .double(Double(stopMilliseconds) / 1_000) }
        if let redriveMilliseconds { document["redriveDate"] = .double(Double(redriveMilliseconds) / 1_000) }
        if let failure { document["failure"] = ["error": .string(failure.error), "cause": .string(failure.cause)] }
        if let result { document["result"] = result }
        return .object(document)
    }

    private func counts(_ isWritten: Bool, _ weight: (Int) -> Int) -> JSONValue {
        var pending = 0, pendingRedrive = 0, running = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0
        for index in children.indices {
            let count = weight(index)
            switch children[index] {
            // What has ended stops its children, and starts none.
            case .pending where phase == .ended, .running where phase == .ended: aborted += count
            case .pending: pending += count
            // It failed, or was stopped, before the redrive that ended without its turn.
            case .pendingRedrive where phase == .ended: failed += count
            case .pendingRedrive: pendingRedrive += count
            case .running: running += count
            case .succeeded: succeeded += count
            case .failed: failed += count
            case .timedOut: timedOut += count
            case .aborted: aborted += count
            }
        }
        return [
            "pending": .integer(Int64(pending)), "running": .integer(Int64(running)),
            "succeeded": .integer(Int64(succeeded)), "failed": .integer(Int64(failed)),
            "timedOut": .integer(Int64(timedOut)), "aborted": .integer(Int64(aborted)),
            "total": .integer(Int64(pending + pendingRedrive + running + succeeded + failed + timedOut + aborted)),
            "resultsWritten": .integer(isWritten ? Int64(succeeded + failed + timedOut + aborted) : 0),
            "failuresNotRedrivable": 0, "pendingRedrive": .integer(Int64(pendingRedrive)),
        ]
    }

    /// The inputs of the children, as documents.
    func inputWrites() -> [JournalWrite] {
        stride(from: 0, to: inputs.count, by: Self.inputsPerResource).map { start in
            let end = min(start + Self.inputsPerResource, inputs.count)
            let entries = (start..<end).map { index -> JSONValue in
                [.string(inputs[index]), .integer(Int64(itemCounts[index]))]
            }
            return .putResource(
                kind: Self.inputsResourceKind, name: Self.inputsName(request.mapRunArn, start), body: .array(entries))
        }
    }

    static func inputsName(_ arn: String, _ start: Int) -> String {
        let digits = String(start)
        return "\(arn)#" + String(repeating: "0", count: max(0, 10 - digits.utf8.count)) + digits
    }
}
