internal import Interpreter
internal import JSON

/// Collects what happens inside the state that is tested.
final class StateRecorder: StateInspector {
    private(set) var values: [InspectionStep: JSONValue] = [:]

    func inspect(_ step: InspectionStep, _ value: JSONValue) {
        // The states inside have inputs, too; the tested one's comes first.
        guard step != .input || values[.input] == nil else { return }
        values[step] = value
    }
}
