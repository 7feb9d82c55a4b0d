import AgentStates
import AgentTools
import Engine
import Export
import Interpreter
import JSON
import Models
import StatesLanguage
import Tasks
import Telemetry

/// What `baton.yaml` and the environment say.
struct Settings: Sendable {
    var region = "us-east-1"
    var account = "123456789012"
    var quotas = Quotas.aws
    var interruptedTasks = InterruptedTaskPolicy.retry
    var tasks: TaskConfiguration
    /// What answers for which model.
    var models = ModelConfiguration()
    /// What models cost.
    var prices = PriceTable.listed
    /// Where spans and measurements go.
    var telemetry = TelemetrySettings()
    /// The recording that answers all tasks, absolute.
    private(set) var cassette: String?
    var environment: [String: String]
    /// What an export writes, and how.
    var export = ExportSettings()
    /// Where functions' own output goes.
    var log = TaskLog.discard
    /// Where what models say goes as they say it.
    var listener: ModelHandler.Listener?
    /// The configuration file, absolute.
    private(set) var file: String?
    /// The folder of the workflow, absolute.
    let folder: String
    /// Guardrails by name, for definitions that have none of their own.
    private(set) var guardrails: [String: Guardrail] = [:]

    /// Reads a configuration file, or `baton.yaml` of that folder or the nearest one above that has it.
    ///
    /// - Parameters:
    ///   - path: the file that the user named.
    ///   - folder: where the workflow is, absolute; functions and buckets are looked for there by default.
    init(path: String?, folder: String) throws(Failure) {
        self.folder = folder
        environment = Environment.variables
        region = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? region
        tasks = TaskConfiguration(folder: folder)
        guard let file = try Self.file(path, folder) else {
            try readTelemetry(nil, "the environment")
            return
        }
        self.file = Files.absolute(file)
        let document = try Self.document(file)
        do throws(ConfigurationFault) {
            tasks = try TaskConfiguration(decoding: document, folder: Files.folder(of: Files.absolute(file)))
        } catch {
            throw .usage("\(file): \(error)")
        }
        do throws(ModelSettingFault) {
            models = try ModelConfiguration(decoding: document, folder: Files.folder(of: Files.absolute(file)))
            prices = try PriceTable(decoding: document, folder: Files.folder(of: Files.absolute(file))) {
                path throws(ModelSettingFault) in
                do {
                    return try yaml(String(decoding: try Files.read(path), as: UTF8.self), path: path)
                } catch {
                    throw ModelSettingFault(place: "prices", reason: (error as? Failure)?.message ?? "\(error)")
                }
            }
        } catch {
            throw .usage("\(file): \(error)")
        }
        account = tasks.account
        try readOwn(document, file)
        try readTelemetry(document["telemetry"], "\(file): telemetry")
        // Functions beside the workflow count too, wherever the file is.
        let beside = "\(folder)/functions"
        if !tasks.functionFolders.contains(beside) { tasks.functionFolders.append(beside) }
    }

    private mutating func readTelemetry(_ configuration: JSONValue?, _ place: String) throws(Failure) {
        do throws(TelemetryFault) {
            telemetry = try TelemetrySettings(configuration: configuration, environment: environment)
        } catch {
            throw .usage("\(place): \(error)")
        }
    }

    /// What performs model calls, for a task dispatcher.
    var modelHandlers: [String: any TaskHandler] {
        let world = ModelCatalog.World(environment: environment, readYAML: { try yaml($0, path: $1) })
        return ModelHandler(catalog: ModelCatalog(models, world), listener: listener).handlers
    }

    /// The functions that agents call as tools.
    var toolBox: ToolBox { ToolBox(folder: folder, environment: environment, log: log) }

    /// The settings for a machine from elsewhere, shown in the same place.
    func moved(to source: MachineSource) throws(Failure) -> Settings {
        var settings = try Settings(path: source.configuration, folder: source.folder)
        settings.log = log
        settings.listener = listener
        return settings
    }

    private static func file(_ path: String?, _ folder: String) throws(Failure) -> String? {
        if let path { return path }
        var folder = folder
        while true {
            for name in ["baton.yaml", "baton.yml"] where Files.exists("\(folder)/\(name)") {
                return "\(folder)/\(name)"
            }
            // A repository ends the search, as it ends the project.
            guard !folder.isEmpty, !Files.exists("\(folder)/.git") else { return nil }
            folder = Files.folder(of: folder)
        }
    }

    private static func document(_ file: String) throws(Failure) -> JSONValue {
        let bytes = try Files.read(file)
        if bytes.allSatisfy({ $0 <= 0x20 }) { return [:] }
        do throws(Diagnostic) {
            let value = try Document(reading: bytes, as: DocumentSyntax(fileName: file) ?? .yaml).value
            if value.isNull { return [:] }
            guard value.object != nil else { throw Diagnostic(code: "", message: "expected an object") }
            return value
        } catch {
            throw .usage("\(file):\(error.position.map { "\($0): " } ?? " ")\(error.message)")
        }
    }

    /// A guardrail; its `Judge` is a model, as there are no agents here.
    private static func guardrail(_ value: JSONValue, _ place: String) throws(Failure) -> Guardrail {
        guard var policies = value.object else { throw .usage("\(place): expected an object") }
        let judge = policies["Judge"]
        policies["Judge"] = nil
        guard judge == nil || judge?["ModelId"]?.string != nil else {
            throw .usage("\(place).Judge: expected {ModelId: …}, perhaps with System and InferenceConfig")
        }
        return Guardrail(policies: .object(policies), judge: judge)
    }

    /// Reads the members that are not about tasks.
    private mutating func readOwn(_ document: JSONValue, _ file: String) throws(Failure) {
        if let value = document["region"] {
            guard let text = value.string, !text.isEmpty else { throw .usage("\(file): region: expected a string") }
            region = text
        }
        if let value = document["cassette"] {
            guard let path = value.string, !path.isEmpty else { throw .usage("\(file): cassette: expected a path") }
            cassette = path.hasPrefix("/") ? path : "\(Files.folder(of: Files.absolute(file)))/\(path)"
        }
        if let value = document["guardrails"] {
            guard let object = value.object else { throw .usage("\(file): guardrails: expected an object") }
            for (name, policies) in object {
                guardrails[name] = try Self.guardrail(policies, "\(file): guardrails.\(name)")
            }
        }
        switch document["quotas"] {
        case nil, .string("aws"): break
        case .string("lifted"): quotas = .lifted
        default: throw .usage("\(file): quotas: expected 'aws' or 'lifted'")
        }
        switch document["interruptedTasks"] {
        case nil, .string("retry"): break
        case .string("fail"): interruptedTasks = .fail
        default: throw .usage("\(file): interruptedTasks: expected 'retry' or 'fail'")
        }
        if let section = document["export"] {
            do throws(ExportSettingsFault) {
                export = try ExportSettings(decoding: section)
            } catch {
                throw .usage("\(file): \(error)")
            }
        }
        let known = [
            "region", "account", "quotas", "interruptedTasks", "functions", "buckets", "resources", "connections",
            "tables", "concurrency", "models", "prices", "telemetry", "guardrails", "cassette", "export",
        ]
        for (name, _) in document.object ?? [:] where !known.contains(name) {
            throw .usage("\(file): '\(name)' is not known here; allowed are \(known.joined(separator: ", "))")
        }
    }
}

/// Reads a YAML document.
///
/// - Throws: `Failure` with the place.
func yaml(_ text: String, path: String) throws -> JSONValue {
    do throws(Diagnostic) {
        return try Document(reading: Array(text.utf8), as: .yaml).value
    } catch {
        throw Failure.usage("\(path):\(error.position.map { "\($0): " } ?? " ")\(error.message)")
    }
}
