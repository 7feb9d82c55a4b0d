/// The lines that progress is made of.
enum ProgressLine {
    /// How lines are written.
    struct Style {
        let terminal: Terminal
        /// The execution's name, where several are shown.
        let execution: String?
    }

    private static let frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

    /// A state that is over.
    static func ended(_ visit: Visit, _ style: Style) -> String {
        let time = TimeText.duration(milliseconds: (visit.stopMilliseconds ?? 0) - visit.startMilliseconds)
        let (sign, colour): (String, Colour) =
            switch visit.phase {
            case .succeeded: ("✓", .green)
            case .caught: ("!", .yellow)
            case .aborted: ("-", .yellow)
            case .failed, .running: ("✗", .red)
            }
        return line(sign, colour, visit, notes(visit), time, style)
    }

    /// A try that failed.
    static func tried(_ visit: Visit, _ now: Int64, _ style: Style) -> String {
        let time = TimeText.duration(milliseconds: now - visit.startMilliseconds)
        let attempt = visit.attempts > 1 ? " (attempt \(visit.attempts))" : ""
        return line("↻", .yellow, visit, ["\(visit.error ?? "failed")\(attempt)"], time, style)
    }

    /// A state that the execution is in.
    static func running(_ visit: Visit, _ now: Int64, frame: Int, _ style: Style) -> String {
        let time = TimeText.duration(milliseconds: now - visit.startMilliseconds)
        return line(frames[frame % frames.count], .cyan, visit, notes(visit), time, style, isLive: true)
    }

    private static func notes(_ visit: Visit) -> [String] {
        var notes: [String] = []
        if let items = visit.items, items.total > 0 { notes.append(text(of: items)) }
        if let work = visit.work { notes.append(work) }
        if let agents = visit.agents {
            if visit.phase == .running, !agents.current.isEmpty { notes.append(agents.current) }
            notes += agents.summary
        }
        if visit.attempts > 1 { notes.append("attempt \(visit.attempts)") }
        if let error = visit.error, visit.phase == .failed || visit.phase == .caught {
            notes.append(visit.phase == .caught ? "caught \(error)" : error)
        }
        return notes
    }

    private static func text(of items: Visit.Items) -> String {
        var text = "\(items.succeeded + items.failed)/\(items.total) items"
        if items.running > 0 { text += ", \(items.running) running" }
        if items.failed > 0 { text += ", \(items.failed) failed" }
        return text
    }

    private static func line(
        _ sign: String, _ colour: Colour, _ visit: Visit, _ notes: [String], _ time: String, _ style: Style,
        isLive: Bool = false
    ) -> String {
        let indent = String(repeating: "  ", count: visit.depth)
        var name = indent + (style.execution.map { "\($0) › " } ?? "") + visit.name
        let terminal = style.terminal
        if name.count < 28 { name += String(repeating: " ", count: 28 - name.count) }
        var note = notes.joined(separator: " · ")
        // A line that wraps could not be drawn anew.
        let room = max(terminal.width - name.count - time.count - 8, 0)
        if isLive, note.count > room { note = String(note.prefix(room)) }
        let padded = String(repeating: " ", count: max(10 - time.count, 0)) + time
        return "\(terminal.colour(colour, sign)) \(name) \(terminal.colour(.faint, padded))"
            + (note.isEmpty ? "" : "  \(note)")
    }
}
