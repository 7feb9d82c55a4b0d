import Interpreter
import JSON
import StatesLanguage

/// What a state arranges and no event tells.
enum Arrangement: Hashable {
    /// It is left, or tried again, at that time.
    case wait(untilMilliseconds: Int64)
    /// How a Map Run goes about its items.
    case mapRun(terms: JSONValue)
}

/// Notes what the states of an execution arrange, each by the event after which they do.
final class ArrangementRecorder: StateInspector {
    private(set) var arrangements: [Int64: (state: String, arrangement: Arrangement)] = [:]

    func inspect(_ step: InspectionStep, _ value: JSONValue) {}

    func wait(until milliseconds: Int64, in state: State, after eventID: Int64) {
        arrangements[eventID] = (state.name, .wait(untilMilliseconds: milliseconds))
    }

    func startMapRun(_ request: MapRunRequest, in state: State) {
        arrangements[request.startedEventID] = (state.name, .mapRun(terms: request.terms(of: state)))
    }
}

extension MapRunRequest {
    /// The terms by the names of the fields that set them; what is evaluated for each item is told by its expression.
    fileprivate func terms(of state: State) -> JSONValue {
        var terms: JSONObject = [
            "MaxConcurrency": .integer(maxConcurrency), "ToleratedFailureCount": .integer(toleratedFailureCount),
            "ToleratedFailurePercentage": .double(toleratedFailurePercentage), "Label": .string(label),
            "ExecutionType": isExpress ? "EXPRESS" : "STANDARD",
        ]
        switch items {
        case .values(let items): terms["Items"] = .array(items.map(\.value))
        case .reader(let reader, let arguments, let maxItems):
            terms["ItemReader"] = ["Reader": .string("\(reader)"), "Arguments": arguments]
            terms["MaxItems"] = maxItems.map(JSONValue.integer)
        }
        if case .map(let map) = state.kind, let selector = map.itemSelector {
            terms["ItemSelector"] = .string("\(selector.template)")
        }
        if let batching {
            terms["BatchInput"] = batching.batchInput
            terms["MaxItemsPerBatch"] = batching.maxItems.map(JSONValue.integer)
            terms["MaxInputBytesPerBatch"] = batching.maxInputBytes.map(JSONValue.integer)
        }
        if let writing {
            terms["ResultWriter"] = ["Writer": .string("\(writing.writer)"), "Arguments": writing.arguments ?? .null]
        }
        return .object(terms)
    }
}
