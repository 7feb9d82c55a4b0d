import AgentStates
import ArgumentParser
import Export
import JSON
import StatesLanguage

/// `baton deploy-diff`
struct DeployDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy-diff",
        abstract: "Compare a definition with a deployed one by what they do.",
        discussion: """
            The order of fields, comments, layout and default values make no difference; '${Token}'s stand for what they \
            are there, renamed states are recognised. DEPLOYED is what 'aws stepfunctions describe-state-machine' printed, or \
            a plain definition; with --state-machine-arn it is asked for, with the usual AWS variables or a profile. Exits with 1 where \
            they differ.

            Example:
              aws stepfunctions describe-state-machine --state-machine-arn ARN > deployed.json
              baton deploy-diff order.asl.json deployed.json
              baton deploy-diff order.asl.json --state-machine-arn ARN --endpoint-url http://127.0.0.1:8083
            """)

    @Argument(
        help: ArgumentHelp("The definition, in JSON or YAML, or another description to compare.", valueName: "file"),
        completion: .file())
    var file: String

    @Argument(
        help: ArgumentHelp("The deployed machine: a description or a definition.", valueName: "deployed"),
        completion: .file())
    var deployed: String?

    @Option(name: .long, help: ArgumentHelp("Ask for this state machine, version or alias.", valueName: "arn"))
    var stateMachineArn: String?

    @Option(name: .long, help: ArgumentHelp("Ask there instead of AWS.", valueName: "url"))
    var endpointUrl: String?

    @Option(
        name: .long, help: ArgumentHelp("Sign with this profile of '~/.aws/credentials'.", valueName: "name"))
    var profile: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The stack of the deployed machine, with which names begin there; often known from the machine's own.",
            valueName: "name"))
    var stack: String?

    @Flag(name: .long, help: "The machine is to be an Express workflow.")
    var express = false

    @Option(name: .long, help: ArgumentHelp("The role that it is to have.", valueName: "arn"))
    var role: String?

    @Option(
        name: .long, help: ArgumentHelp("The log level that it is to have: ALL, ERROR, FATAL, OFF.", valueName: "level")
    )
    var logging: String?

    @Option(name: .long, help: ArgumentHelp("Whether it is to be traced: on, off.", valueName: "on|off"))
    var tracing: String?

    @OptionGroup var substitutions: SubstitutionOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (deployed == nil) != (stateMachineArn == nil) else {
            throw ValidationError("give either a file with the deployed machine or '--state-machine-arn'")
        }
        if let tracing, !["on", "off"].contains(tracing) { throw ValidationError("'--tracing' is 'on' or 'off'") }
        if let logging, !["ALL", "ERROR", "FATAL", "OFF"].contains(logging) {
            throw ValidationError("'--logging' is 'ALL', 'ERROR', 'FATAL' or 'OFF'")
        }
    }

    func run() throws {
        let settings = try Settings(path: nil, folder: Files.folder(of: Files.absolute(file)))
        let local = try localMachine()
        let deployed = try deployedMachine()
        let name = local.arn == nil ? try DefinitionFile(path: file).machineName : nil
        let comparison = MachineComparison(
            local, deployed, address: local.arn == nil ? (settings.region, settings.account) : nil,
            stack: stack ?? name.flatMap(deployed.stack))
        if output.json {
            Terminal.standardOutput.write(comparison.json.prettyText + "\n")
        } else {
            for change in comparison.changes { Terminal.standardOutput.write(change.line + "\n") }
            if comparison.changes.isEmpty { Terminal.standardOutput.write("no difference\n") }
        }
        if !comparison.changes.isEmpty { throw ExitCode(1) }
    }

    // MARK: The two sides

    private func localMachine() throws -> DeployedMachine {
        let definition = try DefinitionFile(path: file)
        if let described = try? JSONValue(parsing: definition.bytes),
            let machine = DeployedMachine(description: described)
        {
            return machine
        }
        var machine = DeployedMachine(definition: try plain(definition))
        machine.type = express ? "EXPRESS" : "STANDARD"
        machine.roleArn = role
        machine.loggingLevel = logging
        machine.isTraced = tracing.map { $0 == "on" }
        return machine
    }

    /// The definition as it would be deployed; tokens without a value stay.
    private func plain(_ file: DefinitionFile) throws -> JSONValue {
        let values = try substitutions.values
        do throws(Diagnostic) {
            let lowering = try file.lowered()
            guard let document = lowering.document else {
                throw lowering.diagnostics.first { $0.severity == .error }
                    ?? Diagnostic(code: "", message: "the definition has errors")
            }
            return document.substituting(values).document.value
        } catch {
            throw Failure.usage(error.line(file: file.displayName))
        }
    }

    private func deployedMachine() throws -> DeployedMachine {
        if let stateMachineArn {
            let description = try StateMachineDescription.fetch(
                stateMachineArn, endpoint: endpointUrl, profile: profile, environment: Environment.variables)
            guard let machine = DeployedMachine(description: description) else {
                throw Failure.usage("the answer has no definition")
            }
            return machine
        }
        let file = try DefinitionFile(path: deployed ?? "-")
        do throws(Diagnostic) {
            let value = try Document(reading: file.bytes, as: file.syntax).value
            if let machine = DeployedMachine(description: value) { return machine }
            guard value["States"] != nil else {
                throw Diagnostic(code: "", message: "neither a description nor a definition")
            }
            return DeployedMachine(definition: value)
        } catch {
            throw Failure.usage("\(file.displayName):\(error.position.map { "\($0): " } ?? " ")\(error.message)")
        }
    }
}

extension DeploymentChange {
    fileprivate var line: String {
        let place = [state.map { "state '\($0)'" }, field].compactMap { $0 }.joined(separator: ": ")
        switch kind {
        case .renamed: return "renamed  \(place): is '\(deployed?.string ?? "")' there"
        case .added: return "added    \(place): \(local.map(\.shortText) ?? "")"
        case .removed: return "removed  \(place): is \(deployed.map(\.shortText) ?? "") there"
        case .changed:
            return "changed  \(place): \(local.map(\.shortText) ?? ""), is \(deployed.map(\.shortText) ?? "") there"
        }
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = ["kind": .string(kind.rawValue)]
        object["state"] = state.map(JSONValue.string)
        object["field"] = field.map(JSONValue.string)
        object["local"] = local
        object["deployed"] = deployed
        return .object(object)
    }
}

extension MachineComparison {
    fileprivate var json: JSONValue {
        [
            "equal": .bool(changes.isEmpty), "changes": .array(changes.map(\.json)),
            "tokens": .object(JSONObject(tokens.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]
    }
}

extension JSONValue {
    /// The text, cut where it is long.
    fileprivate var shortText: String { text.count > 120 ? text.prefix(117) + "…" : text }
}
