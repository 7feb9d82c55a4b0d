/// Where to go after an error.
///
/// Specification: Amazon States Language, "Fallback states".
package struct Catcher: Sendable {
    package let errorEquals: [String]
    package let next: StateIndex
    package let resultPath: ResultPath
    /// `Output` of a JSONata state.
    package let output: Template?
    package let assign: Assignments?

    package init(
        errorEquals: [String], next: StateIndex, resultPath: ResultPath = .root, output: Template? = nil,
        assign: Assignments? = nil
    ) {
        self.errorEquals = errorEquals
        self.next = next
        self.resultPath = resultPath
        self.output = output
        self.assign = assign
    }
}
