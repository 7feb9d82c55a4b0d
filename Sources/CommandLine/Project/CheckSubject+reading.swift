import AgentStates
import Export
import JSON
import StatesLanguage
import Tasks

extension CheckSubject {
    /// Reads a definition and what `baton.yaml` and the folders around it say.
    ///
    /// - Returns: no subject where the definition has errors; the findings tell them.
    static func read(
        _ source: DefinitionFile, configuration: String?, region: String?, agents: [String: AgentPlacement],
        isExpress: Bool, substitutions: [String: String]
    ) throws(Failure) -> (subject: CheckSubject?, findings: [CheckFinding]) {
        let settings = try Settings(path: configuration, folder: source.folder)
        // Servers that do not answer now have nothing to do with what AWS refuses.
        let complete = (try? source.withToolSchemas(settings)) ?? source
        let (file, placing) = try AgentPlacements(settings, agents).place(complete)
        let placed = Set(placing?.functions.map(\.name) ?? [])
        // What Express workflows lack is told by the check, with what to do.
        let compilation = file.compile(substitutions: substitutions)
        let findings = compilation.diagnostics.map { CheckFinding($0, machine: file.machineName) }
        guard let machine = compilation.machine, let definition = compilation.document else { return (nil, findings) }
        let lowering = try? file.lowered()
        let requirements = lowering?.requirements ?? Lowering.Requirements()
        let subject = CheckSubject(
            name: file.machineName, definition: definition, map: compilation.map, isExpress: isExpress,
            region: region ?? settings.region, origins: lowering?.origins ?? [:],
            requirements: requirements,
            bindings: settings.tasks.bindings.filter { !placed.contains($0.key) }.mapValues(Binding.init),
            functions: names(in: settings.tasks.functionFolders).union(placed),
            openConnections: Set(settings.tasks.connections.filter { $0.value.authorization == .none }.map(\.key)),
            account: settings.account,
            source: SourceMachine(
                name: file.machineName, definition: definition, machine: machine, requirements: requirements))
        return (subject, findings)
    }

    private static func names(in folders: [String]) -> Set<String> {
        Set(folders.flatMap { Files.names(in: $0) }.map { String($0.prefix { $0 != "." }) })
    }
}

extension CheckSubject.Binding {
    fileprivate init(_ binding: ResourceBinding) {
        switch binding {
        case .command: self = .command
        case .agent: self = .agent
        case .person: self = .person
        case .url(let url, _): self = .url(url)
        case .endpoint(let url): self = .endpoint(url)
        case .result, .failure: self = .fixed
        }
    }
}

extension CheckFinding {
    fileprivate init(_ diagnostic: Diagnostic, machine: String) {
        self.init(
            severity: diagnostic.severity == Diagnostic.Severity.error ? .error : .warning, code: .definition,
            machine: machine,
            location: diagnostic.location, position: diagnostic.position,
            message: "\(diagnostic.code): \(diagnostic.message)", advice: nil)
    }
}
