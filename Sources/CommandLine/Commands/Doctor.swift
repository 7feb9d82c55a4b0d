import ArgumentParser
import CSQLite
import Glibc
import JSON
import Journal

/// `baton doctor`
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check what workflows need on this machine, and the journal.",
        discussion: """
            Exits with 1 where something is broken; what is only missing for some workflows is a warning.

            Example:
              baton doctor
            """)

    @Option(name: .long, help: "The port that the server would take.")
    var port: UInt16 = 8083

    @OptionGroup var engineOptions: EngineOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let checks = [
            sqlite(), journalFile(), configuration(),
            program("python3", ["--version"], for: "functions in Python"),
            program("node", ["--version"], for: "functions in Node"),
            boto3(), freePort(),
        ]
        if output.json {
            let list = JSONValue.array(checks.map(\.json))
            Terminal.standardOutput.write(JSONValue.object(["checks": list]).prettyText + "\n")
        } else {
            for check in checks { check.print() }
        }
        if checks.contains(where: { $0.verdict == .broken }) { throw ExitCode(1) }
    }

    // MARK: Checks

    private func sqlite() -> Check {
        let version = String(cString: sqlite3_libversion())
        // Older ones lack what the journal's tables are declared with.
        let isRecent = sqlite3_libversion_number() >= 3_037_000
        return Check("SQLite", isRecent ? .good : .broken, isRecent ? version : "\(version) is older than 3.37")
    }

    private func journalFile() -> Check {
        guard case .file(let path) = journal.location else { return Check("journal", .good, "in memory") }
        guard Files.exists(path) else { return Check("journal", .good, "\(path) is made by the first run") }
        do {
            let journal = try SQLiteJournal(path: path, access: .read)
            defer { journal.close() }
            let problems = try journal.checkIntegrity()
            guard problems.isEmpty else { return Check("journal", .broken, problems.joined(separator: "; ")) }
            let open = try journal.openExecutions().count
            return Check("journal", .good, "\(path), \(open == 0 ? "nothing" : "\(open)") running\(owner(of: path))")
        } catch {
            return Check("journal", .broken, "\(error)")
        }
    }

    private func owner(of path: String) -> String {
        guard let socket = ControlSocket.path(forJournal: path).flatMap(ControlSocket.connect) else { return "" }
        close(socket)
        return ", in use by another process"
    }

    private func configuration() -> Check {
        do throws(Failure) {
            let settings = try Settings(path: engineOptions.config, folder: Files.currentFolder)
            return Check("configuration", .good, settings.file ?? "none, defaults hold")
        } catch {
            return Check("configuration", .broken, error.message)
        }
    }

    private func program(_ name: String, _ arguments: [String], for purpose: String) -> Check {
        guard let result = Subprocess.run([name] + arguments), result.status == 0 else {
            return Check(name, .missing, "not found; needed for \(purpose)")
        }
        return Check(name, .good, firstLine(result.outputText + result.errorText))
    }

    private func boto3() -> Check {
        guard let result = Subprocess.run(["python3", "-c", "import boto3; print(boto3.__version__)"]),
            result.status == 0
        else { return Check("boto3", .missing, "not found; needed for AWS services behind an endpoint") }
        return Check("boto3", .good, firstLine(result.outputText))
    }

    private func freePort() -> Check {
        let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard file >= 0 else { return Check("port \(port)", .missing, Files.systemMessage()) }
        defer { close(file) }
        var reuse: Int32 = 1
        setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return status == 0
            ? Check("port \(port)", .good, "free on 127.0.0.1")
            : Check("port \(port)", .missing, Files.systemMessage())
    }

    private func firstLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }
}

/// What one look found.
private struct Check {
    enum Verdict: String {
        case good
        /// Some workflows need it.
        case missing
        case broken
    }

    let subject: String
    let verdict: Verdict
    let detail: String

    init(_ subject: String, _ verdict: Verdict, _ detail: String) {
        self.subject = subject
        self.verdict = verdict
        self.detail = detail
    }

    var json: JSONValue {
        ["subject": .string(subject), "verdict": .string(verdict.rawValue), "detail": .string(detail)]
    }

    func print() {
        let terminal = Terminal.standardOutput
        let (sign, colour): (String, Colour) =
            switch verdict {
            case .good: ("✓", .green)
            case .missing: ("!", .yellow)
            case .broken: ("✗", .red)
            }
        let padding = String(repeating: " ", count: max(15 - subject.count, 1))
        terminal.write("\(terminal.colour(colour, sign)) \(subject)\(padding)\(detail)\n")
    }
}
