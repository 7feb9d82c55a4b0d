/// The colours of the drawing.
enum Palette {
    static func icon(_ kind: FlowNodeKind) -> String {
        switch kind {
        case .task: "#d9691e"
        case .choice: "#7c4ddb"
        case .parallel: "#2b6cd4"
        case .map: "#0e8a8a"
        case .wait: "#b07d12"
        case .agents, .agent: "#b0307a"
        case .tool: "#4d7c0f"
        case .pass: "#64748b"
        case .succeed: "#2f8f4e"
        case .fail: "#c83232"
        case .start, .end, .other: "#475569"
        }
    }

    /// Border and ground of a state's box.
    static func box(_ status: FlowStatus.State?) -> (border: String, ground: String) {
        switch status {
        case nil: ("#c3ccd8", "#ffffff")
        case .running: ("#2b6cd4", "#eaf2fe")
        case .succeeded: ("#2f8f4e", "#ebf7ee")
        case .failed: ("#c83232", "#fdecec")
        case .caught: ("#c97a10", "#fef4e2")
        case .aborted: ("#7a8699", "#f0f2f5")
        case .missed: ("#c83232", "#fff7f7")
        }
    }

    static let page = "#f8fafc"
    static let branch = "#f3f6fa"
    static let branchBorder = "#dbe2ea"
    static let name = "#1a2433"
    static let detail = "#5b6878"
    static let line = "#7d8a9c"
    static let caughtLine = "#c0762a"
    static let takenLine = "#2f8f4e"
    static let faded = "#c9d1db"
}
