package import Interpreter
import JSON
package import StatesLanguage

extension Recording {
    /// Runs the execution again from what is recorded and compares every event.
    ///
    /// - Parameter isSame: whether a recorded event (first) and the computed one (second) count as the same; by default
    ///   byte for byte for our own recordings, and by what they say for others.
    /// - Parameter inspector: sees what happens inside the states.
    /// - Returns: nil where all is the same, or the first difference.
    /// - Throws: `RecordingError` where it was recorded under rules that this release does not have.
    package func reproduce(
        by machine: StateMachine, isSame: ((HistoryEvent, HistoryEvent) -> Bool)? = nil,
        inspector: (any StateInspector)? = nil
    ) throws(RecordingError) -> EventDifference? {
        let execution = Execution(header: try knownHeader(), machine: machine)
        execution.inspector = inspector
        do throws(ReplayDivergence) {
            switch order {
            case .own:
                try execution.replay(
                    events, mapRunResult: mapRunResult,
                    isSame: isSame ?? (isRedacted ? { $0.says(sameAs: $1) } : sameLines()))
            case .foreign:
                // No history says what a Map Run gave: the Map state is left with what is recorded.
                try execution.follow(events, isSame: isSame ?? { $0.says(sameAs: $1, allowingUnrecorded: true) })
            }
            return try leftover(execution)
        } catch {
            return EventDifference(error, in: events, machine)
        }
    }

    /// The header with the rules that the recording was made under.
    ///
    /// - Throws: `RecordingError` where this release does not have them.
    func knownHeader() throws(RecordingError) -> ExecutionHeader {
        guard header.rules.version == rulesVersion else {
            let known = Rules.knownVersions
            throw RecordingError(
                "\(header.arn) was recorded under rules version \(rulesVersion); this release has versions "
                    + "\(known.lowerBound) to \(known.upperBound)")
        }
        return header
    }

    /// An ended execution must not go on by itself after its last recorded event.
    private func leftover(_ execution: Execution) throws(ReplayDivergence) -> EventDifference? {
        guard status != "RUNNING", order == .own, let extra = execution.takeEvents().first else { return nil }
        throw ReplayDivergence(recorded: nil, computed: extra)
    }

    /// Compares what would be written with what was.
    private func sameLines() -> (HistoryEvent, HistoryEvent) -> Bool {
        guard lines.count == events.count else { return { $0 == $1 } }
        var writer = JSONWriter()
        return { [lines] recorded, computed in
            writer.removeAll()
            computed.write(to: &writer)
            return lines[Int(recorded.id) - 1].elementsEqual(writer.bytes)
        }
    }
}

extension HistoryEvent {
    /// The event as the API prints it.
    package var line: String {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.text
    }

    /// Whether two events say the same, however their payloads are written; task tokens are each engine's own.
    ///
    /// - Parameter allowingUnrecorded: whether UUIDs may differ, and times a little: no history of another engine says when
    ///   exactly an expression took the time.
    func says(sameAs other: HistoryEvent, allowingUnrecorded: Bool = false) -> Bool {
        guard type == other.type, previousEventID == other.previousEventID else { return false }
        if details == other.details { return true }
        let comparison = PayloadComparison(allowsUnrecorded: allowingUnrecorded)
        return comparison.isSame(documentForComparison, other.documentForComparison)
    }

    /// The event with its payloads as values.
    private var documentForComparison: JSONValue {
        guard let json = try? JSONValue(parsing: line), case .object(var object) = json else { return .null }
        object["timestamp"] = nil
        return JSONValue.object(object).withPayloadsParsed
    }
}
