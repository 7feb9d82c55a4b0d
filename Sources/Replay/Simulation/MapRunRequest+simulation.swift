import Engine
import Interpreter
import JSON
import Journal
import StatesLanguage

extension MapRunRequest {
    /// Amazon States Language, "Tolerated failure threshold".
    func tolerates(_ failures: Int, of total: Int) -> Bool {
        guard failures > 0 else { return true }
        let exceedsPercentage = Double(failures) * 100 > toleratedFailurePercentage * Double(total)
        if toleratedFailurePercentage > 0, toleratedFailureCount == 0 { return !exceedsPercentage }
        let exceedsCount = Int64(failures) > toleratedFailureCount
        return !exceedsCount && (toleratedFailurePercentage == 0 || !exceedsPercentage)
    }

    /// What the Map state gets of its children; files of results are named, but nobody writes them.
    func stateOutput(_ children: [MapRunChild]) -> JSONValue {
        guard let writing, writing.writer.exports else { return MapRunResults.stateOutput(children, writing) }
        let folder = [
            writing.arguments?["Prefix"]?.string ?? "", mapRunArn.split(separator: ":").last.map(String.init),
        ]
        .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "/")
        return [
            "MapRunArn": .string(mapRunArn),
            "ResultWriterDetails": [
                "Bucket": writing.arguments?["Bucket"] ?? "", "Key": .string("\(folder)/manifest.json"),
            ],
        ]
    }
}

extension SimulatedRun {
    /// A simulated child of a Map Run, as the journal would have it.
    func record(for header: ExecutionHeader) -> MapRunChild {
        let record = ExecutionRecord(
            id: ExecutionID(rawValue: header.id), arn: header.arn, stateMachineArn: header.stateMachineArn,
            name: header.name, definition: DefinitionID(rawValue: 0), input: header.input.text,
            startMilliseconds: header.startMilliseconds, status: ExecutionStatus(rawValue: status) ?? .failed,
            stopMilliseconds: endMilliseconds, output: output?.text, error: failure?.error, cause: failure?.cause)
        return MapRunChild(record: record, input: header.input.text)
    }
}
