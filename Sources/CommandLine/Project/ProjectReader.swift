import AgentStates
import Export
import JSON
import StatesLanguage
import Tasks

/// Reads what an export needs: definitions and those that they start, functions, and what `baton.yaml` says.
struct ProjectReader {
    private let settings: Settings
    private let parts: [DeploymentPart]
    private let isExpress: Bool
    private let substitutions: [String: String]
    private let files: [DefinitionFile]
    private let placements: AgentPlacements

    init(
        configuration: String?, parts: [DeploymentPart] = [], agents: [String: AgentPlacement] = [:], isExpress: Bool,
        substitutions: [String: String], files: [String]
    ) throws(Failure) {
        var definitions: [DefinitionFile] = []
        for file in files { definitions.append(try DefinitionFile(path: file)) }
        self.files = definitions
        settings = try Settings(path: configuration, folder: definitions.first?.folder ?? Files.currentFolder)
        placements = AgentPlacements(settings, agents)
        self.parts = parts
        self.isExpress = isExpress
        self.substitutions = substitutions
    }

    /// - Throws: `Failure` for a file with errors, with their places.
    func read() throws -> ExportProject {
        let tasks = settings.tasks
        var export = settings.export
        export.isExpress = isExpress
        export.parts.formUnion(parts)
        let placed = try machines()
        let programs = placed.compactMap(\.placing)
        return ExportProject(
            machines: placed.map(\.machine), functions: try functions() + programs.flatMap(\.functions).unique,
            tables: tasks.tables.map(SourceTable.init).sorted { $0.name < $1.name },
            buckets: Files.names(in: tasks.bucketFolder).filter { Files.isFolder("\(tasks.bucketFolder)/\($0)") },
            connections: tasks.connections.map(SourceConnection.init).sorted { $0.name < $1.name },
            agents: programs.flatMap(\.agents).unique, account: settings.account, region: settings.region,
            settings: export)
    }

    // MARK: Machines

    private func machines() throws -> [(machine: SourceMachine, placing: AgentPlacing?)] {
        var machines: [(machine: SourceMachine, placing: AgentPlacing?)] = []
        var read: [DefinitionFile] = []
        var waiting = files
        var known = Set(files.map(\.machineName))
        while !waiting.isEmpty {
            let source = try waiting.removeFirst().withToolSchemas(settings)
            read.append(source)
            let (file, placing) = try placements.place(source)
            let machine = try machine(file)
            machines.append((machine, placing))
            for name in machine.startedMachines(account: settings.account) where known.insert(name).inserted {
                if let path = FileMachines.candidates(name, in: file.folder).first(where: Files.exists) {
                    waiting.append(try DefinitionFile(path: path))
                }
            }
        }
        try placements.check(against: read)
        return machines
    }

    private func machine(_ file: DefinitionFile) throws -> SourceMachine {
        let compilation = file.compile(isExpress: isExpress, substitutions: substitutions)
        guard let machine = compilation.machine, let definition = compilation.document else {
            let errors = compilation.diagnostics.filter { $0.severity == .error }
            throw Failure.found(
                "the definition has errors\n" + errors.map { $0.line(file: file.displayName) }.joined(separator: "\n"))
        }
        let lowering = try file.lowered()
        return SourceMachine(
            name: file.machineName, definition: definition, machine: machine, requirements: lowering.requirements)
    }

    // MARK: Functions

    private func functions() throws -> [SourceFunction] {
        let folders = settings.tasks.functionFolders
        let directory = LocalFunctionDirectory(searchPath: folders, readYAML: yaml)
        var names: Set<String> = []
        for name in folders.flatMap({ Files.names(in: $0) }) where !name.hasPrefix(".") {
            names.insert(String(name.prefix { $0 != "." }))
        }
        return try names.sorted().compactMap { name in
            do throws(LocalFunctionFault) {
                return try directory.function(named: name).map(SourceFunction.init)
            } catch {
                throw Failure.usage("\(error)")
            }
        }
    }
}

extension SourceTable {
    fileprivate init(name: String, keys: TableKeys) {
        self.init(name: name, partitionKey: Key(keys.partition), sortKey: keys.sort.map(Key.init))
    }
}

extension SourceTable.Key {
    fileprivate init(_ attribute: TableKeys.Attribute) {
        self.init(name: attribute.name, type: attribute.kind.rawValue)
    }
}

extension SourceConnection {
    fileprivate init(name: String, connection: HTTPConnection) {
        let authorization: Authorization =
            switch connection.authorization {
            case .none: .none
            case .basic(let username, _): .basic(username: username)
            case .apiKey(let name, _): .apiKey(name: name)
            case .clientCredentials(let client):
                .clientCredentials(
                    tokenURL: client.tokenURL, method: client.method, clientID: client.clientID, form: client.form)
            }
        self.init(
            name: name, authorization: authorization, headers: connection.headers, query: connection.query)
    }
}

extension Array where Element: Hashable {
    /// Each element once, where it stands first.
    fileprivate var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
