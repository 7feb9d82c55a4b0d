extension ImportedProject {
    /// The text of `README.md`.
    func readme(folder: String, stubs: Bool) -> String {
        var parts = ["# \(folder.split(separator: "/").last.map(String.init) ?? "Imported workflows")"]
        parts.append("## Run\n\n```console\n" + machines.map(command).joined(separator: "\n") + "\n```")
        let wanting = functions.filter { !$0.runsHere }
        if !missing.isEmpty {
            let state =
                stubs
                ? "They have stand-ins with fixed results in `baton.yaml`" : "`baton.yaml` lists them, commented out"
            parts.append(
                "## Bind\n\nNothing on this machine performs these calls. \(state).\n\n"
                    + missing.map { "- `\($0.key)`, called by '\($0.state)' of `\($0.machine)`" }.joined(
                        separator: "\n"))
        }
        if !wanting.isEmpty {
            parts.append("## Functions that do not run here\n\n" + wanting.map(\.reasonLine).joined(separator: "\n"))
        }
        if !connections.isEmpty {
            parts.append(
                "## Secrets\n\n"
                    + connections.map { "- connection `\($0.name)`: environment variable `\($0.variable)`" }
                    .joined(separator: "\n"))
        }
        if !activities.isEmpty {
            parts.append(
                "## Activities\n\n```console\n"
                    + activities.map { "baton activity \($0) --command 'python3 worker.py'" }.joined(separator: "\n")
                    + "\n```")
        }
        let left = findings.filter { $0.kind == .left }
        if !left.isEmpty {
            parts.append(
                "## Left out\n\n" + left.map { "- \($0.place) \($0.subject): \($0.message)" }.joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func command(_ machine: ImportedMachine) -> String {
        let express = machine.isExpress ? " --express" : ""
        let values = machine.unresolved.map { " --set '\($0)=VALUE'" }.joined()
        return "baton run \(machine.fileName)\(express)\(values) --input '{}'"
    }
}

extension ImportedFunction {
    fileprivate var reasonLine: String {
        guard case .missing(let reason) = code else { return "- `\(name)`" }
        return "- `\(name)`: \(reason)"
    }
}

extension ImportFinding {
    /// `template.yaml:12:`
    package var place: String { "\(file):\(line.map { "\($0):" } ?? "")" }
}
