import ArgumentParser
import Glibc
import JSON
import Journal
import Threads

/// `baton restore`
struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup in the place of the journal.",
        discussion: """
            The backup is checked first. With --replace, a journal that is there is kept beside it under another name.

            Example:
              baton restore journal-monday.sqlite --replace
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "file"), completion: .file())
    var backup: String

    @Flag(name: .long, help: "Replace a journal that is there.")
    var replace = false

    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        guard case .file(let path) = journal.location else {
            throw Failure.usage("a journal in memory cannot be restored; name a file")
        }
        let source = try JournalLocation.file(backup).openForReading()
        defer { source.close() }
        let problems = try source.checkIntegrity()
        guard problems.isEmpty else {
            throw Failure.found("'\(backup)' is damaged: \(problems.joined(separator: "; "))")
        }
        let kept = try setAside(path)
        try Files.makeFolder(Files.folder(of: Files.absolute(path)))
        try source.backup(to: path)
        report(path, kept)
    }

    /// Moves a journal that is there out of the way; nobody may be using it.
    ///
    /// - Returns: where it went.
    private func setAside(_ path: String) throws -> String? {
        guard Files.exists(path) else { return nil }
        guard replace else {
            throw Failure.usage("there is a journal '\(path)' already; '--replace' puts the backup in its place")
        }
        // Opening it for writing takes its lock and, on closing, brings everything into the one file.
        try SQLiteJournal(path: path, access: .write(.full)).close()
        let kept = "\(path).replaced-\(SystemClock.milliseconds())"
        guard rename(path, kept) == 0 else {
            throw Failure.usage("cannot move '\(path)' to '\(kept)': \(Files.systemMessage())")
        }
        for suffix in ["-wal", "-shm"] where Files.exists(path + suffix) { rename(path + suffix, kept + suffix) }
        return kept
    }

    private func report(_ path: String, _ kept: String?) {
        if output.json {
            var object: JSONObject = ["journal": .string(path)]
            object["replaced"] = kept.map(JSONValue.string)
            return Terminal.standardOutput.write(JSONValue.object(object).text + "\n")
        }
        Terminal.standardOutput.write("restored \(path)\n" + (kept.map { "the journal before is \($0)\n" } ?? ""))
    }
}
