import JSON
import Journal

/// A record with every field set that a running execution can have.
func sampleRecord(
    _ journal: any ExecutionJournal, name: String = "run", stateMachine: String = "machine", mapRunArn: String? = nil
) throws -> ExecutionRecord {
    let id = journal.nextExecutionID()
    return ExecutionRecord(
        id: id, arn: "arn:aws:states:us-east-1:123456789012:execution:\(stateMachine):\(name)-\(id)",
        stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:\(stateMachine)", name: "\(name)-\(id)",
        definition: try journal.definitionID(for: "{\"StartAt\":\"\(stateMachine)\"}"), isExpress: false,
        roleArn: "arn:aws:iam::123456789012:role/r", input: "{\"text\":\"é\\u0000\"}",
        startMilliseconds: 1_700_000_000_000 + id.rawValue, seed: .max, rulesVersion: 3, wakeMilliseconds: nil,
        hasEffectsInFlight: true, mapRunArn: mapRunArn, parent: ExecutionID(rawValue: 77),
        details: ["traceHeader": "Root=1", "stateMachineVersionArn": "arn:v:1"])
}

/// Events with those numbers as JSON lines.
func sampleEvents(_ ids: ClosedRange<Int64>, padding: Int = 0) -> [UInt8] {
    Array(ids.map { sampleEvent($0, padding: padding) + "\n" }.joined().utf8)
}

func sampleEvent(_ id: Int64, padding: Int = 0) -> String {
    "{\"id\":\(id),\"type\":\"PassStateEntered\",\"pad\":\"\(String(repeating: "é", count: padding))\"}"
}

func append(_ id: ExecutionID, _ ids: ClosedRange<Int64>, padding: Int = 0) -> JournalWrite {
    .appendHistory(
        id, firstEventID: ids.lowerBound, lastEventID: ids.upperBound, events: sampleEvents(ids, padding: padding))
}
