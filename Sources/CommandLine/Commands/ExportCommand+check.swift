import AgentStates
import ArgumentParser
import Export
import JSON
import StatesLanguage

/// `baton export --check` and `--report`
struct CheckOptions: ParsableArguments {
    @Flag(name: .long, help: "Write nothing; tell what AWS would refuse or limit.")
    var check = false

    @Flag(name: .long, help: "Write nothing; tell in which form each agent goes to AWS, and why.")
    var report = false

    @Option(
        name: .long, help: ArgumentHelp("Check for this Region instead of the configured one.", valueName: "region"))
    var region: String?

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp("With --check: a policy of the machine's role, as JSON, to be compared.", valueName: "file"),
        completion: .file())
    var policy: [String] = []

    /// The policies together; nil where none is named.
    func policies() throws -> PolicyDocument? {
        var policies: PolicyDocument?
        for path in policy {
            let bytes = try Files.read(path)
            let value: JSONValue
            do throws(JSONParseError) {
                value = try JSONValue(parsing: bytes)
            } catch {
                throw Failure.usage("\(path):\(error.position): \(error.message)")
            }
            guard let document = PolicyDocument(value) else {
                throw Failure.usage("\(path): there is no policy statement in it")
            }
            if policies == nil { policies = document } else { policies?.add(document) }
        }
        return policies
    }

    var isChosen: Bool { check || report }
}

extension ExportCommand {
    /// Prints what was found; exits with 1 where AWS would refuse something.
    func runChecks() throws {
        var hasErrors = false
        var reports: [JSONValue] = []
        for path in files {
            let file = try DefinitionFile(path: path)
            var result: JSONObject = ["file": .string(file.displayName)]
            if checks.check {
                let (findings, events) = try findings(file)
                result["projectedEvents"] = events.map { .integer(Int64($0)) }
                hasErrors = hasErrors || findings.contains { $0.severity == .error }
                result["findings"] = .array(findings.map(\.json))
                if !output.json { print(findings, events, file) }
            }
            if checks.report {
                let forms = try forms(file)
                result["agents"] = .array(forms.map(\.json))
                if !output.json { print(forms, file) }
            }
            reports.append(.object(result))
        }
        if output.json { Terminal.standardOutput.write(JSONValue.array(reports).prettyText + "\n") }
        if hasErrors { throw ExitCode(1) }
    }

    private func findings(_ file: DefinitionFile) throws -> ([CheckFinding], events: Int?) {
        var (subject, findings) = try CheckSubject.read(
            file, configuration: configuration, region: checks.region, agents: try AgentPlacementOptions.read(agents),
            isExpress: express, substitutions: try substitutions.values)
        subject?.policy = try checks.policies()
        return (findings + (subject?.check() ?? []), subject?.projectedEvents)
    }

    private func forms(_ source: DefinitionFile) throws -> [AgentForm] {
        let settings = try Settings(path: configuration, folder: source.folder)
        let placements = AgentPlacements(settings, try AgentPlacementOptions.read(agents))
        try placements.check(against: [source])
        let file = try placements.place(source).file
        do throws(Diagnostic) {
            let lowered = try file.lowered()
            return AgentForm.report(
                try file.written().value, lowered: lowered.document?.value ?? .null, chosen: placements.names)
        } catch {
            throw Failure.found(error.line(file: file.displayName))
        }
    }

    // MARK: Printing

    private func print(_ findings: [CheckFinding], _ events: Int?, _ file: DefinitionFile) {
        let terminal = Terminal.standardOutput
        for finding in findings { terminal.write(finding.line(file: file.displayName) + "\n") }
        let errors = findings.count { $0.severity == .error }
        let warnings = findings.count { $0.severity == .warning }
        let history = events.map { ", up to \($0) history events without retries" } ?? ""
        terminal.write("\(file.displayName): \(errors) refused, \(warnings) to look at\(history)\n")
    }

    private func print(_ forms: [AgentForm], _ file: DefinitionFile) {
        let terminal = Terminal.standardOutput
        if forms.isEmpty { terminal.write("\(file.displayName): no agent states\n") }
        for form in forms {
            terminal.write(
                "\(file.displayName): \(form.agent) in '\(form.state)': \(form.form.rawValue): \(form.reason)\n")
        }
    }
}

extension CheckFinding {
    fileprivate func line(file: String) -> String {
        let place = [file, position?.description].compactMap { $0 }.joined(separator: ":")
        let subject = location.map { " (\($0))" } ?? ""
        let way = advice.map { "; \($0)" } ?? ""
        return "\(place): \(severity.rawValue) \(code.rawValue): \(message)\(way)\(subject)"
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = [
            "severity": .string(severity.rawValue), "code": .string(code.rawValue), "machine": .string(machine),
            "message": .string(message),
        ]
        object["advice"] = advice.map(JSONValue.string)
        object["location"] = location.map(JSONValue.string)
        object["line"] = position.map { .integer(Int64($0.line)) }
        object["column"] = position.map { .integer(Int64($0.column)) }
        return .object(object)
    }
}

extension AgentForm {
    fileprivate var json: JSONValue {
        [
            "state": .string(state), "agent": .string(agent), "form": .string(form.rawValue), "reason": .string(reason),
        ]
    }
}
