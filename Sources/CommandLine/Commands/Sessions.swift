import ArgumentParser
import JSON
import Journal
import Threads

/// `baton sessions`
struct Sessions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, show or delete what agents remember of conversations.",
        discussion: """
            Without a name it lists the sessions of the built-in table 'baton-sessions'.

            Example:
              baton sessions
              baton sessions customer-17
              baton sessions customer-17 --delete
            """)

    @Argument(help: ArgumentHelp("The session to show.", valueName: "name"))
    var name: String?

    @Flag(name: .long, help: "Delete the session.")
    var delete = false

    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if delete, name == nil { throw ValidationError("name the session to delete") }
    }

    func run() throws {
        let sessions = try all()
        guard let name else { return list(sessions) }
        guard let session = sessions.first(where: { $0.name == name }) else {
            throw Failure.usage("the journal has no session '\(name)'; 'baton sessions' lists them")
        }
        delete ? try remove(session) : show(session)
    }

    private func all() throws -> [StoredSession] {
        let journal = try journal.location.openForReading()
        defer { journal.close() }
        return try StoredSession.all(in: journal)
    }

    private func remove(_ session: StoredSession) throws {
        let message: JSONValue = ["session": .string(session.name)]
        let control = try Control(
            journal.location, settings: Settings(path: nil, folder: Files.currentFolder))
        defer { control.close() }
        _ = try control.perform("DeleteSession", message)
        Terminal.standardOutput.write(output.json ? "{}\n" : "deleted '\(session.name)'\n")
    }

    // MARK: Output

    private func list(_ sessions: [StoredSession]) {
        if output.json {
            let list = JSONValue.array(sessions.map(\.json))
            return Terminal.standardOutput.write(JSONValue.object(["sessions": list]).prettyText + "\n")
        }
        guard !sessions.isEmpty else { return Terminal.standardOutput.write("no agent remembers a conversation\n") }
        var table = Table("SESSION", "AGENT", "MESSAGES", "BYTES", "WRITTEN", "EXPIRES")
        for session in sessions {
            table.add(
                Table.Cell(session.name), Table.Cell(session.agent), Table.Cell("\(session.messages.count)"),
                Table.Cell("\(session.bytes)"), Table.Cell(session.writes == 1 ? "once" : "\(session.writes) times"),
                Table.Cell(Self.expiry(session)))
        }
        table.print(to: .standardOutput)
    }

    private static func expiry(_ session: StoredSession) -> String {
        guard let time = session.expiresMilliseconds else { return "never" }
        let text = TimeText.local(milliseconds: time)
        return time <= SystemClock.milliseconds() ? "\(text) (over)" : text
    }

    private func show(_ session: StoredSession) {
        let terminal = Terminal.standardOutput
        if output.json { return terminal.write(session.json.prettyText + "\n") }
        for message in session.messages {
            let role = message["Role"]?.string ?? ""
            let lines = (message["Content"]?.array ?? []).flatMap(Self.lines)
            terminal.write(terminal.colour(role == "user" ? .cyan : .green, role) + "\n")
            terminal.write(lines.map { "    \($0)\n" }.joined())
        }
    }

    private static func lines(of block: JSONValue) -> [String] {
        let text: String
        if let call = block["ToolUse"] {
            text = "→ \(call["Name"]?.string ?? "") \(call["Input"]?.text ?? "")"
        } else if let result = block["ToolResult"] {
            let parts = (result["Content"]?.array ?? []).map { $0["Text"]?.string ?? $0.text }
            text = "← \(result["Status"]?.string == "error" ? "error: " : "")\(parts.joined(separator: "\n"))"
        } else {
            text = block["Text"]?.string ?? block.text
        }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
