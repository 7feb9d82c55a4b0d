internal import JSON
internal import Registry
internal import StatesLanguage

extension StepFunctionsAPI {
    func createStateMachine(_ call: Call) {
        call.attempt { () throws(APIError) in
            let name = call.string("name") ?? ""
            try rules { () throws(RegistryError) in try ResourceName.check(name) }
            let type = call.machineType
            let publication = try call.publication
            let definition = try call.definition(as: type, registry)
            let settings = StateMachineSettings(
                definition: definition.id, plainDefinition: definition.plain.id, roleArn: try call.roleArn ?? "",
                logging: try call.logging ?? Defaults.logging, isTracing: call.isTracing ?? false,
                encryption: try call.encryption ?? Defaults.encryption)
            let creation = StateMachineCreation(
                name: name, type: type, settings: settings, tags: call.tags, publication: publication)
            whenExists(try LogDestination(of: settings.logging), call) { [registry] () throws(APIError) in
                registry.createStateMachine(creation, nowMilliseconds: call.nowMilliseconds) {
                    [scope = registry.scope] in
                    call.answer($0) { created in
                        var answer: JSONObject = [
                            "stateMachineArn": .string(scope.stateMachine(name)),
                            "creationDate": .timestamp(milliseconds: created.milliseconds),
                        ]
                        answer["stateMachineVersionArn"] = created.version.map {
                            .string(scope.version($0, of: name))
                        }
                        return answer
                    }
                }
            }
        }
    }

    func updateStateMachine(_ call: Call) {
        call.attempt { () throws(APIError) in
            let arn = try call.arn("stateMachineArn")
            let machine = try rules { () throws(RegistryError) in try registry.stateMachine(arn) }
            var change = StateMachineChange(arn: arn)
            change.publication = try call.publication
            if call.string("definition") != nil {
                change.definition = try call.definition(as: machine.type, registry)
            }
            change.roleArn = try call.roleArn
            change.logging = try call.logging
            change.isTracing = call.isTracing
            change.encryption = try call.encryption
            whenExists(try LogDestination(of: change.logging), call) { [registry, change] () throws(APIError) in
                registry.updateStateMachine(
                    change, newRevisionID: RandomID.uuid(), nowMilliseconds: call.nowMilliseconds
                ) { [scope = registry.scope] in
                    call.answer($0) { updated in
                        var answer: JSONObject = ["updateDate": .timestamp(milliseconds: updated.milliseconds)]
                        answer["revisionId"] = updated.revisionID.map { .string($0) }
                        answer["stateMachineVersionArn"] = updated.version.map {
                            .string(scope.version($0, of: machine.name))
                        }
                        return answer
                    }
                }
            }
        }
    }

    func describeStateMachine(_ call: Call) {
        call.answer { () throws(APIError) in
            let arn = try call.arn("stateMachineArn")
            switch arn.resource {
            case .qualified:
                let (machine, version) = try rules { () throws(RegistryError) in try registry.version(arn) }
                var answer = try description(
                    of: machine, arn: arn.text, settings: version.settings,
                    creationMilliseconds: version.creationMilliseconds, call)
                answer["description"] = version.description.map { .string($0) }
                return answer
            case .labelled(let name, let label):
                let machine = try rules { () throws(RegistryError) in
                    try registry.mapState(labelled: label, of: name, arn: arn)
                }
                var answer = try description(
                    of: machine, arn: arn.text, settings: machine.settings,
                    creationMilliseconds: machine.creationMilliseconds, call)
                answer["name"] = .string("\(name)/\(label)")
                answer["label"] = .string(label)
                return answer
            default:
                let machine = try rules { () throws(RegistryError) in try registry.stateMachine(arn) }
                return try description(
                    of: machine, arn: arn.text, settings: machine.settings,
                    creationMilliseconds: machine.creationMilliseconds, call)
            }
        }
    }

    func listStateMachines(_ call: Call) {
        call.answer { () throws(APIError) in
            let machines = try rules { () throws(RegistryError) in try registry.stateMachines() }
            return try call.page(machines, as: "stateMachines", key: \.name) { machine in
                [
                    "stateMachineArn": .string(registry.scope.stateMachine(machine.name)),
                    "name": .string(machine.name), "type": .string(machine.type.rawValue),
                    "creationDate": .timestamp(milliseconds: machine.creationMilliseconds),
                ]
            }
        }
    }

    func deleteStateMachine(_ call: Call) {
        call.attempt { () throws(APIError) in
            registry.deleteStateMachine(try call.arn("stateMachineArn")) { call.answer($0) { [:] } }
        }
    }

    func validateStateMachineDefinition(_ call: Call) {
        let compilation = registry.compile(call.string("definition") ?? "", as: call.machineType)
        let showsWarnings = call.string("severity") == "WARNING"
        let diagnostics = compilation.diagnostics.filter { showsWarnings || $0.severity == .error }
        let limit = min(call.pageSize, 100)
        call.succeed([
            "result": compilation.diagnostics.hasErrors ? "FAIL" : "OK",
            "diagnostics": .array(diagnostics.prefix(limit).map(\.answer)),
            "truncated": .bool(diagnostics.count > limit),
        ])
    }

    /// What DescribeStateMachine tells of a state machine or one of its versions.
    private func description(
        of machine: StateMachineRecord, arn: String, settings: StateMachineSettings, creationMilliseconds: Int64,
        _ call: Call
    ) throws(APIError) -> JSONObject {
        var answer: JSONObject = [
            "stateMachineArn": .string(arn), "name": .string(machine.name),
            "status": machine.isDeleting ? "DELETING" : "ACTIVE",
        ]
        try add(settings, as: machine.type, to: &answer, call)
        answer["type"] = .string(machine.type.rawValue)
        answer["creationDate"] = .timestamp(milliseconds: creationMilliseconds)
        return answer
    }

    /// Adds the definition and everything else that an update may change.
    func add(
        _ settings: StateMachineSettings, as type: StateMachineType, to answer: inout JSONObject, _ call: Call
    ) throws(APIError) {
        let plain = try rules { () throws(RegistryError) in try registry.plainDefinition(of: settings, as: type) }
        let text = try rules { () throws(RegistryError) in
            settings.definition == plain.id ? plain.text : try registry.text(of: settings.definition)
        }
        answer["definition"] = call.string("includedData") == "METADATA_ONLY" ? "{}" : .string(text)
        answer["roleArn"] = .string(settings.roleArn)
        answer["loggingConfiguration"] = .object(settings.logging)
        answer["tracingConfiguration"] = ["enabled": .bool(settings.isTracing)]
        answer["revisionId"] = settings.revisionID.map { .string($0) }
        answer["encryptionConfiguration"] = .object(settings.encryption)
        let references = registry.variableReferences(of: settings, plain)
        guard !references.isEmpty else { return }
        answer["variableReferences"] = .object(
            JSONObject(
                references.sorted { $0.key < $1.key }.map { state, names in
                    (key: state, value: .array(names.map { .string($0) }))
                }))
    }
}

extension Diagnostic {
    fileprivate var answer: JSONValue {
        var object: JSONObject = [
            "severity": .string(severity.rawValue), "code": .string(code), "message": .string(message),
        ]
        object["location"] = location.map { .string($0) }
        return .object(object)
    }
}
