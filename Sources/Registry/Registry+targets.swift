package import JSON
package import Journal
package import StatesLanguage

/// What an ARN of a state machine, a version or an alias runs.
package struct ExecutionTarget: Sendable {
    package let name: String
    package let type: StateMachineType
    package let stateMachineArn: String
    package let versionArn: String?
    package let aliasArn: String?
    package let settings: StateMachineSettings
    /// When a state machine was changed last; when a version was published.
    package let updateMilliseconds: Int64
}

extension Registry {
    /// Finds what to run.
    ///
    /// - Parameter draw: a random number from 0 up to, not including, 100, which chooses between the versions of an
    ///   alias.
    package func target(_ arn: StatesArn, drawing draw: Int) throws(RegistryError) -> ExecutionTarget {
        switch arn.resource {
        case .stateMachine:
            let record = try stateMachine(arn)
            guard !record.isDeleting else { throw .stateMachineDeleting(arn: arn.text) }
            return ExecutionTarget(
                name: record.name, type: record.type, stateMachineArn: arn.text, versionArn: nil, aliasArn: nil,
                settings: record.settings, updateMilliseconds: record.updateMilliseconds)
        case .qualified(let name, let qualifier):
            let record = try read { storage throws(RegistryError) in storage.stateMachines[name] }
            guard let record else { throw .stateMachineDoesNotExist(arn: arn.text) }
            guard !record.isDeleting else { throw .stateMachineDeleting(arn: scope.stateMachine(name)) }
            let alias = record.aliases[qualifier]
            let number = Int(qualifier) ?? alias?.version(drawing: draw)
            guard let number, let version = record.versions[number] else {
                throw .stateMachineDoesNotExist(arn: arn.text)
            }
            return ExecutionTarget(
                name: name, type: record.type, stateMachineArn: scope.stateMachine(name),
                versionArn: scope.version(number, of: name), aliasArn: alias.map { scope.alias($0.name, of: name) },
                settings: version.settings, updateMilliseconds: version.creationMilliseconds)
        case .labelled: throw .unsupportedArn(arn: arn.text, reason: .labelled)
        case .execution, .express, .activity, .mapRun: throw arn.invalidInThisContext
        }
    }

    /// The settings that an execution of this plain definition and role was started with, as far as they are still known,
    /// and when they came to be.
    package func settings(
        ofMachine name: String, definition: DefinitionID, roleArn: String
    ) throws(RegistryError) -> (settings: StateMachineSettings, updateMilliseconds: Int64)? {
        try read { storage throws(RegistryError) in
            guard let record = storage.stateMachines[name] else { return nil }
            func isSame(_ settings: StateMachineSettings) -> Bool {
                settings.plainDefinition == definition && settings.roleArn == roleArn
            }
            if isSame(record.settings) { return (record.settings, record.updateMilliseconds) }
            return record.versions.values.first { isSame($0.settings) }.map { ($0.settings, $0.creationMilliseconds) }
        }
    }
}

extension Registry {
    /// What was given to make the machine that an execution runs, as far as that is still known.
    package func givenDefinition(ofExecution arn: String) throws(RegistryError) -> DefinitionID? {
        let machine: String
        switch try StatesArn(arn).resource {
        case .execution(let name, _), .express(let name, _, _): machine = String(name.prefix { $0 != "/" })
        default: return nil
        }
        let record = try storing { () throws(JournalError) in try journal.execution(arn: arn) }
        guard let record else {
            return try read { storage throws(RegistryError) in storage.stateMachines[machine]?.settings.definition }
        }
        return try settings(ofMachine: machine, definition: record.definition, roleArn: record.roleArn)?
            .settings.definition
    }

    /// The state machine that has a distributed Map state of that label.
    package func mapState(
        labelled label: String, of name: String, arn: StatesArn
    ) throws(RegistryError) -> StateMachineRecord {
        let record = try read { storage throws(RegistryError) in storage.stateMachines[name] }
        guard let record, try plainDefinition(of: record.settings, as: record.type).machine.workflow.has(label: label)
        else { throw .stateMachineDoesNotExist(arn: arn.text) }
        return record
    }

    /// The logging configuration of a state machine, or of the version that an execution runs.
    package func logging(ofMachine name: String, versionArn: String?) throws(RegistryError) -> JSONObject? {
        try read { storage throws(RegistryError) in
            guard let record = storage.stateMachines[name] else { return nil }
            let version = versionArn?.split(separator: ":").last.flatMap { Int($0) }
            return (version.flatMap { record.versions[$0]?.settings } ?? record.settings).logging
        }
    }

    /// The state machine that an ARN refers to, and its version or alias where it names one that is there.
    package func owner(of arn: StatesArn) throws(RegistryError) -> (machine: StateMachineRecord, qualifier: String?) {
        guard case .qualified(let name, let qualifier) = arn.resource else { return (try stateMachine(arn), nil) }
        let record = try read { storage throws(RegistryError) in storage.stateMachines[name] }
        guard let record else { throw .stateMachineDoesNotExist(arn: arn.text) }
        let isThere = Int(qualifier).map { record.versions[$0] != nil } ?? (record.aliases[qualifier] != nil)
        guard isThere else { throw .resourceNotFound(arn: arn.text) }
        return (record, qualifier)
    }
}

extension Workflow {
    /// Whether a distributed Map state here, or in a workflow inside, has that label.
    fileprivate func has(label: String) -> Bool {
        states.contains { state in
            switch state.kind {
            case .map(let map):
                if case .distributed(let distributed) = map.mode, distributed.label == label { return true }
                return map.processor.has(label: label)
            case .parallel(let parallel): return parallel.branches.contains { $0.has(label: label) }
            default: return false
            }
        }
    }
}
