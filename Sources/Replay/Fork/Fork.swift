import Interpreter
package import JSON
import JSONPath
package import Journal
import StatesLanguage

/// A new execution whose past, up to an event of another one, is that one's.
///
/// The past is computed again from the recorded outcomes, so that it holds the new execution's name and can itself be
/// recovered and replayed; nothing that had finished runs again. Its times are the origin's, moved so that the event is
/// now: what is left of a wait or a time limit is what was left then.
package struct Fork: Sendable {
    package let record: ExecutionRecord
    /// The past as JSON lines.
    package let events: [UInt8]
    package let eventCount: Int64

    /// What makes the fork, in one commit.
    package var writes: [JournalWrite] {
        [
            .createExecution(record),
            .appendHistory(record.id, firstEventID: 1, lastEventID: eventCount, events: events),
        ]
    }

    /// - Parameters:
    ///   - origin: the execution to fork, with what is recorded of it.
    ///   - eventID: the last event of the common past.
    ///   - changes: JSONPaths with new values, for what that event brought in from outside.
    ///   - definition: another definition as JSON text, with its number in the journal; it must have the same past.
    ///   - id: the new execution's number, `name` its name.
    ///   - seed: of all that is random after the common past.
    ///   - nowMilliseconds: the time, since 1970.
    /// - Throws: `RecordingError` where the event cannot be forked at, or the past is not the new definition's.
    package init(
        _ origin: ExecutionRecord, _ recording: Recording, at eventID: Int64,
        changes: [(path: String, value: JSONValue)] = [],
        definition: (text: String, id: DefinitionID)? = nil, id: ExecutionID, name: String, seed: UInt64,
        nowMilliseconds: Int64
    ) throws(RecordingError) {
        guard recording.events.indices.contains(Int(eventID) - 1) else {
            throw RecordingError("\(origin.name) has events 1 to \(recording.events.count), not \(eventID)")
        }
        guard recording.processorLocation == nil else {
            throw RecordingError("\(origin.name) belongs to a Map Run; fork the execution that started it")
        }
        let last = recording.events[Int(eventID) - 1]
        let shift = nowMilliseconds - last.timestampMilliseconds
        var past = recording.events.prefix(Int(eventID)).map { $0.moved(byMilliseconds: shift) }
        guard !last.type.endsExecution else {
            throw RecordingError("event \(eventID) ends the execution; fork at one before it")
        }
        try recording.checkSharesNoMapRun(at: eventID, isRedefined: definition != nil)
        past[past.count - 1] = try past[past.count - 1].changed(changes)
        var record = ExecutionRecord(
            id: id, arn: origin.arn.replacingLastPart(by: name), stateMachineArn: origin.stateMachineArn, name: name,
            definition: definition?.id ?? origin.definition, roleArn: origin.roleArn, input: origin.input,
            startMilliseconds: origin.startMilliseconds + shift, seed: origin.seed,
            rulesVersion: recording.rulesVersion, hasEffectsInFlight: true, details: origin.details)
        if case .executionStarted(let input, _, _, _) = past[0].details { record.input = input }
        let branchings =
            recording.header.branchings.filter { $0.eventID < eventID }
            + [ExecutionBranching(eventID: eventID, seed: seed)]
        record.details["startedBy"] = nil
        record.details["forkedFrom"] = [
            "executionArn": .string(origin.arn), "eventId": .integer(eventID),
            "branchings": .array(branchings.map(\.json)),
            "changes": .object(JSONObject(changes.map { (key: $0.path, value: $0.value) })),
        ]
        var own = recording
        own.events = past
        own.lines = []
        own.definition = definition?.text ?? recording.definition
        let computed = try own.computedPast(of: record)
        var writer = JSONWriter()
        for event in computed {
            event.write(to: &writer)
            writer.raw("\n")
        }
        self.record = record
        events = writer.bytes
        eventCount = Int64(computed.count)
    }
}

extension Recording {
    /// The same past with everything computed anew under another record.
    fileprivate func computedPast(of record: ExecutionRecord) throws(RecordingError) -> [HistoryEvent] {
        let header: ExecutionHeader
        do throws(JSONParseError) {
            header = try ExecutionHeader(record, quotas: self.header.quotas)
        } catch {
            throw RecordingError("the input is not JSON: \(error.message)")
        }
        return try recomputedEvents(as: header)
    }
}

extension HistoryEvent {
    /// The event with other data, where it brings data in from outside.
    fileprivate func changed(_ changes: [(path: String, value: JSONValue)]) throws(RecordingError) -> HistoryEvent {
        guard !changes.isEmpty else { return self }
        let details: EventDetails
        switch self.details {
        case .executionStarted(let input, let roleArn, let version, let alias):
            details = .executionStarted(
                input: try Self.set(changes, in: input), roleArn: roleArn, versionArn: version, aliasArn: alias)
        case .taskOutput(let name, let output):
            details = .taskOutput(name, output: try Self.set(changes, in: output))
        case .output(let output): details = .output(try Self.set(changes, in: output))
        default:
            throw RecordingError(
                "event \(id) (\(type.rawValue)) only follows from others; what can be set is the input of event 1 and "
                    + "the output of the event in which a task succeeded")
        }
        return HistoryEvent(
            id: id, previousEventID: previousEventID, timestampMilliseconds: timestampMilliseconds, type: type,
            details: details)
    }

    private static func set(
        _ changes: [(path: String, value: JSONValue)], in text: String
    ) throws(RecordingError) -> String {
        guard var value = try? JSONValue(parsing: text) else { throw RecordingError("the data is not JSON") }
        for change in changes {
            do {
                value = try ReferencePath(change.path).setting(change.value, in: value)
            } catch {
                throw RecordingError("'\(change.path)': \(error)")
            }
        }
        return value.text
    }
}

extension String {
    /// The ARN with another name at its end.
    fileprivate func replacingLastPart(by name: String) -> String {
        guard let colon = lastIndex(of: ":") else { return name }
        return String(self[...colon]) + name
    }
}
