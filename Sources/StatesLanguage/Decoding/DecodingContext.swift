/// What all readers of one definition share, and what depends on where they read.
struct DecodingContext {
    /// How deep Parallel and Map states may nest.
    static let maximumWorkflowDepth = 100

    let report: Report
    /// The machine's language, which every state has unless it names one.
    let queryLanguage: QueryLanguage
    /// The type of the executions that run the states here; inside a distributed Map state that of its children.
    var machineType: StateMachineType
    /// How many Parallel and Map states are around.
    var depth = 0
}
