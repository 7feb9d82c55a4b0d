/// Runs several workflows side by side and collects their outputs.
package struct ParallelState: Sendable {
    package let branches: [Workflow]
    /// `Parameters` (JSONPath) or `Arguments` (JSONata).
    package let arguments: Template?
    package let resultSelector: Template?
    package let resultPath: ResultPath
    package let retriers: [Retrier]
    package let catchers: [Catcher]

    package init(
        branches: [Workflow], arguments: Template? = nil, resultSelector: Template? = nil,
        resultPath: ResultPath = .root, retriers: [Retrier] = [], catchers: [Catcher] = []
    ) {
        self.branches = branches
        self.arguments = arguments
        self.resultSelector = resultSelector
        self.resultPath = resultPath
        self.retriers = retriers
        self.catchers = catchers
    }
}
