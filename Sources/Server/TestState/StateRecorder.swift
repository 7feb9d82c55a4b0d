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

    /// Forgets which retrier or catcher an attempt met, before the next one.
    func forgetHandling() {
        for step in [InspectionStep.retryIndex, .retryBackoffIntervalSeconds, .catchIndex] { values[step] = nil }
    }
}
