import Engine
import Interpreter
import JSON
import StatesLanguage
import Synchronization

/// The machines of the definitions in a folder, each under the name of its file.
///
/// A nested execution finds `…:stateMachine:ship` in `ship.asl.json`, `ship.asl.yaml` or `ship.asl.yml`, here or in a folder
/// `ship/`.
final class FileMachines: MachineDirectory {
    private let folder: String
    private let settings: Settings
    private let substitutions: [String: String]
    private let known = Mutex<[String: ResolvedMachine]>([:])
    private let registry = Mutex<SourceRegistry?>(nil)

    init(folder: String, settings: Settings, substitutions: [String: String] = [:]) {
        self.folder = folder
        self.settings = settings
        self.substitutions = substitutions
    }

    /// Adds a machine, so that it need not be looked for.
    func add(_ machine: ResolvedMachine) {
        known.withLock { $0[machine.stateMachineArn] = machine }
    }

    /// From here on, machines that were run before are found wherever their files are.
    func use(_ registry: SourceRegistry) { self.registry.withLock { $0 = registry } }

    func machine(arn: String) throws(MachineLookupError) -> ResolvedMachine {
        if let machine = known.withLock({ $0[arn] }) { return machine }
        let name = Arn.name(ofStateMachine: arn)
        let source = registry.withLock { $0 }?.source(ofMachine: arn)
        guard let path = source?.file ?? candidates(name).first(where: Files.exists) else {
            throw MachineLookupError(
                code: "StateMachineDoesNotExist",
                message: "State Machine Does Not Exist: '\(arn)' (there is no \(candidates(name)[0]))")
        }
        do throws(Failure) {
            let file = try DefinitionFile(path: path)
            let machine = try resolve(file, arn: arn, isExpress: source?.isExpress ?? false)
            add(machine)
            if source == nil {
                registry.withLock { $0 }?.register(MachineSource(folder: file.folder, file: path), forMachine: arn)
            }
            return machine
        } catch {
            throw MachineLookupError(code: "InvalidDefinition", message: error.message)
        }
    }

    func activityExists(arn: String) -> Bool { true }

    /// Compiles a file; one with errors is a failure that lists them.
    func resolve(_ file: DefinitionFile, arn: String? = nil, isExpress: Bool) throws(Failure) -> ResolvedMachine {
        let compilation = file.compile(
            isExpress: isExpress, substitutions: substitutions, prices: settings.prices)
        guard let machine = compilation.machine, let document = compilation.document else {
            let errors = compilation.diagnostics.filter { $0.severity == .error }
            throw .found(
                "the definition has errors\n" + errors.map { $0.line(file: file.displayName) }.joined(separator: "\n"))
        }
        let name = file.machineName
        return ResolvedMachine(
            stateMachineArn: arn
                ?? "arn:aws:states:\(settings.region):\(settings.account):stateMachine:\(name)",
            name: name, roleArn: "arn:aws:iam::\(settings.account):role/baton", definition: document.text,
            machine: machine, isExpress: isExpress)
    }

    private func candidates(_ name: String) -> [String] { Self.candidates(name, in: folder) }

    /// Where the definition of a machine of that name may be.
    static func candidates(_ name: String, in folder: String) -> [String] {
        ["", "\(name)/"].flatMap { inside in
            ["asl.yaml", "asl.json", "asl.yml"].map { "\(folder)/\(inside)\(name).\($0)" }
        }
    }
}
