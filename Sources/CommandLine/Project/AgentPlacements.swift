import AgentStates
import Export
import JSON
import StatesLanguage
import Tasks

/// Where agents go on AWS: what `export.agents` of `baton.yaml` and `--agent` say.
struct AgentPlacements {
    private let placements: [String: AgentPlacement]
    private let programs: [String: AgentProgramSource]
    private let account: String
    private let region: String

    init(_ settings: Settings, _ options: [String: AgentPlacement]) {
        placements = settings.export.agents.merging(options) { $1 }
        account = settings.account
        region = settings.region
        var programs: [String: AgentProgramSource] = [:]
        for (resource, binding) in settings.tasks.bindings {
            guard case .agent(let agent) = binding, let program = AgentProgramSource(agent) else { continue }
            programs[resource.split(separator: ":").last.map(String.init) ?? resource] = program
        }
        self.programs = placements.isEmpty ? [:] : programs
    }

    /// The agents that somebody chose a place for.
    var names: Set<String> { Set(placements.keys) }

    /// A definition with its agents as they are on AWS; without placements the file itself.
    func place(_ file: DefinitionFile) throws(Failure) -> (file: DefinitionFile, placing: AgentPlacing?) {
        // What is wrong in the file is told with its place by those who compile it.
        guard !placements.isEmpty, let document = try? Document(reading: file.bytes, as: file.syntax),
            document.value["Agents"]?.object?.contains(where: { placements[$0.key] != nil }) == true,
            !file.compile().diagnostics.hasErrors
        else { return (file, nil) }
        do throws(AgentPlacementFault) {
            let placing = try AgentPlacing(
                document.value, placements, programs: programs, account: account, region: region)
            return (file.with(Document(value: placing.definition, map: document.map)), placing)
        } catch {
            throw .found("\(file.displayName): \(error)")
        }
    }

    /// - Throws: `Failure` where a placement is for an agent that none of the definitions has.
    func check(against definitions: [DefinitionFile]) throws(Failure) {
        guard !placements.isEmpty else { return }
        var known: Set<String> = []
        for file in definitions {
            let agents = (try? Document(reading: file.bytes, as: file.syntax))?.value["Agents"]?.object
            known.formUnion((agents ?? [:]).map(\.key))
        }
        guard let unknown = names.subtracting(known).sorted().first else { return }
        let list = known.isEmpty ? "there are none" : "there are \(known.sorted().joined(separator: ", "))"
        throw .usage("there is no agent '\(unknown)' to be placed; \(list)")
    }
}

extension AgentProgramSource {
    /// - Returns: nil for a program that is not in Python.
    fileprivate init?(_ binding: AgentBinding) {
        guard let command = binding.words.first.map({ Files.name(of: $0) }), command.hasPrefix("python") else {
            return nil
        }
        self.init(
            arguments: Array(binding.words.dropFirst()), files: Self.files(in: binding.folder),
            environment: binding.environment, timeoutSeconds: binding.timeoutSeconds,
            heartbeatSeconds: binding.heartbeatSeconds, memoryMegabytes: binding.memoryMegabytes ?? 1_024,
            tools: binding.tools.sorted { $0.key < $1.key }.map {
                Tool(name: $0.key, function: $0.value.function, settings: $0.value.settings)
            })
    }

    /// The files of a folder of its own; beside a `baton.yaml` only what belongs to Python.
    private static func files(in folder: String) -> [SourceFunction.File] {
        let isProject = ["baton.yaml", "baton.yml"].contains { Files.exists("\(folder)/\($0)") }
        let paths = SourceFunction.paths(in: folder).filter { path in
            guard isProject else { return true }
            let parts = path.split(separator: "/")
            let isPackage = parts.count > 1 && Files.exists("\(folder)/\(parts[0])/__init__.py")
            return isPackage || parts.count == 1 && (path.hasSuffix(".py") || path == "requirements.txt")
        }
        return paths.sorted().compactMap { path in
            (try? Files.read("\(folder)/\(path)")).map { SourceFunction.File(path: path, bytes: $0) }
        }
    }
}

/// `--agent NAME=PLACE` options.
struct AgentPlacementOptions {
    static func read(_ words: [String]) throws(Failure) -> [String: AgentPlacement] {
        var placements: [String: AgentPlacement] = [:]
        for (name, text) in try assignments(words, option: "--agent") {
            guard let placement = AgentPlacement(rawValue: text) else {
                let allowed = AgentPlacement.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage("--agent \(name)=\(text): allowed are \(allowed)")
            }
            placements[name] = placement
        }
        return placements
    }
}
