import Interpreter
import StatesLanguage

extension Recording {
    /// The same events with everything anew that follows from others: what came from outside is taken as it is here.
    ///
    /// - Parameter header: under whose name and input it is computed.
    /// - Throws: `RecordingError` where the definition would have gone another way, or the rules are not known.
    func recomputedEvents(as header: ExecutionHeader) throws(RecordingError) -> [HistoryEvent] {
        _ = try knownHeader()
        var machines = MachineCache()
        let machine = try machines.machine(definition, processorLocation: processorLocation)
        let execution = Execution(header: header, machine: machine)
        var computed: [HistoryEvent] = []
        do throws(ReplayDivergence) {
            try execution.replay(events, mapRunResult: mapRunResult) { recorded, event in
                let isSame =
                    recorded.type == event.type && recorded.previousEventID == event.previousEventID
                    && recorded.ownStateName == event.ownStateName
                if isSame { computed.append(event) }
                return isSame
            }
        } catch {
            throw RecordingError("the past does not fit: \(EventDifference(error, in: events, machine).text)")
        }
        return computed
    }
}
