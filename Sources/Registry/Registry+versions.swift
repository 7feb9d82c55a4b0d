internal import Journal

extension Registry {
    /// Publishes the current revision; the one that was published last is not published again.
    ///
    /// - Parameter revisionID: the revision that must be the current one, where it is given.
    package func publishVersion(
        of arn: StatesArn, revisionID: String?, description: String?, nowMilliseconds: Int64,
        then completion: @escaping @Sendable (Result<StateMachineAnswer, RegistryError>) -> Void
    ) {
        change(then: completion) { storage throws(RegistryError) in
            var record = try activeStateMachine(arn, in: &storage)
            let current = record.settings.revisionID ?? Self.initialRevisionID
            if let revisionID, revisionID != current { throw .revisionConflict(given: revisionID, current: current) }
            var writes: [JournalWrite] = []
            let number = try publish(
                .version(description: description), in: &record, nowMilliseconds, writes: &writes)
            let version = number.flatMap { record.versions[$0] }
            if !writes.isEmpty { writes.insert(.put(record), at: 0) }
            storage.stateMachines[record.name] = record
            let answer = StateMachineAnswer(
                milliseconds: version?.creationMilliseconds ?? nowMilliseconds, revisionID: revisionID, version: number)
            return (answer, writes)
        }
    }

    /// Removes a version that no alias refers to; one that is not there is no error.
    package func deleteVersion(
        _ arn: StatesArn, then completion: @escaping @Sendable (Result<Void, RegistryError>) -> Void
    ) {
        change(then: completion) { storage throws(RegistryError) in
            let (name, number) = try versionPart(of: arn)
            guard var record = storage.stateMachines[name], record.versions[number] != nil else { return ((), []) }
            let aliases = record.aliases(of: number)
            guard aliases.isEmpty else { throw .versionInUse(aliases: aliases.map(\.name)) }
            record.versions[number] = nil
            storage.stateMachines[name] = record
            return ((), [.deleteResource(kind: DocumentKind.version, name: "\(name):\(number)")])
        }
    }

    /// The versions of a state machine, newest first.
    package func versions(of arn: StatesArn) throws(RegistryError) -> [StateMachineVersion] {
        try stateMachine(arn).versions.values.sorted { $0.number > $1.number }
    }

    /// The version of an ARN, with its state machine.
    package func version(
        _ arn: StatesArn
    ) throws(RegistryError) -> (machine: StateMachineRecord, version: StateMachineVersion) {
        guard let (name, number) = try? versionPart(of: arn) else { throw .stateMachineDoesNotExist(arn: arn.text) }
        let record = try read { storage throws(RegistryError) in storage.stateMachines[name] }
        guard let record, let version = record.versions[number] else {
            throw .stateMachineDoesNotExist(arn: arn.text)
        }
        return (record, version)
    }

    /// What a state machine without updates has as its revision.
    private static let initialRevisionID = "INITIAL"

    /// The machine and the number in the ARN of a version.
    func versionPart(of arn: StatesArn) throws(RegistryError) -> (name: String, number: Int) {
        guard case .qualified(let name, let qualifier) = arn.resource, let number = Int(qualifier) else {
            throw arn.invalidInThisContext
        }
        return (name, number)
    }
}
