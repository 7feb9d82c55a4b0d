/// The signs of the types of states: strokes in a square of 30.
enum Icon {
    static func paths(_ kind: FlowNodeKind) -> [String] {
        switch kind {
        case .task: ["M9 10h12v10H9z", "M12.5 13.5l2 1.7-2 1.7", "M16 17.2h2.6"]
        case .choice:
            ["M15 7v5", "M15 12l-6 6v4", "M15 12l6 6v4", "M6.8 19.5L9 22l2.2-2.5", "M18.8 19.5L21 22l2.2-2.5"]
        case .parallel: ["M9 8v14", "M15 8v14", "M21 8v14"]
        case .map:
            ["M8 9h3v3H8z", "M13.5 10.5H22", "M8 13.7h3v3H8z", "M13.5 15.2H22", "M8 18.4h3v3H8z", "M13.5 19.9H22"]
        case .agents:
            [
                "M15 8.5a2.6 2.6 0 1 0 .01 0", "M10.5 20a4.5 4.5 0 0 1 9 0", "M8.6 11.5a1.8 1.8 0 1 0 .01 0",
                "M21.4 11.5a1.8 1.8 0 1 0 .01 0",
            ]
        case .agent: ["M15 8a3.2 3.2 0 1 0 .01 0", "M9 21.5a6 6 0 0 1 12 0"]
        case .tool: ["M9 21l6.5-6.5", "M20.5 9.5a3.8 3.8 0 1 1-2.6-1.9l-1.6 2.3 1.6 1.6z"]
        case .wait: ["M15 7.5a7.5 7.5 0 1 0 .01 0", "M15 11v4.2l2.8 1.8"]
        case .pass: ["M7.5 15h14", "M17 10.5l4.8 4.5-4.8 4.5"]
        case .succeed: ["M8.5 15.5l4.2 4.2 8.8-9"]
        case .fail: ["M10 10l10 10", "M20 10L10 20"]
        case .start, .end, .other: ["M10 15h10"]
        }
    }

    /// The sign of a status, in a circle of radius 8 around 0, 0.
    static func badge(_ status: FlowStatus.State) -> String {
        switch status {
        case .succeeded: "M-3.6 .2l2.5 2.5 4.9-5.2"
        case .failed: "M-2.8 -2.8l5.6 5.6M2.8 -2.8l-5.6 5.6"
        case .running: "M-3.6 0h.01M0 0h.01M3.6 0h.01"
        case .caught: "M0 -3.8v4.4M0 3.6h.01"
        case .aborted: "M-3.4 0h6.8"
        case .missed: "M0 -3.8v4.4M0 3.6h.01"
        }
    }
}
