package import JSON
internal import Journal
package import StatesLanguage

/// What CreateStateMachine asks for; the definition was checked before.
package struct StateMachineCreation: Sendable {
    package let name: String
    package let type: StateMachineType
    package let settings: StateMachineSettings
    package let tags: [(key: String, value: String)]
    package let publication: StateMachineRecord.Publication

    package init(
        name: String, type: StateMachineType, settings: StateMachineSettings, tags: [(key: String, value: String)],
        publication: StateMachineRecord.Publication
    ) {
        self.name = name
        self.type = type
        self.settings = settings
        self.tags = tags
        self.publication = publication
    }
}

/// What UpdateStateMachine asks for: what is nil stays as it is.
package struct StateMachineChange: Sendable {
    package let arn: StatesArn
    package var definition: GivenDefinition?
    package var roleArn: String?
    package var logging: JSONObject?
    package var isTracing: Bool?
    package var encryption: JSONObject?
    package var publication: StateMachineRecord.Publication = .none

    package init(arn: StatesArn) { self.arn = arn }

    fileprivate var isEmpty: Bool {
        definition == nil && roleArn == nil && logging == nil && isTracing == nil && encryption == nil
    }
}

/// What CreateStateMachine, UpdateStateMachine and PublishStateMachineVersion answer.
package struct StateMachineAnswer: Hashable, Sendable {
    package let milliseconds: Int64
    package let revisionID: String?
    package let version: Int?
}

extension Registry {
    /// Makes a state machine; a repeated request changes nothing and gets the first answer.
    ///
    /// Source: API reference, CreateStateMachine: role and tags do not count when requests are compared.
    package func createStateMachine(
        _ request: StateMachineCreation, nowMilliseconds: Int64,
        then completion: @escaping @Sendable (Result<StateMachineAnswer, RegistryError>) -> Void
    ) {
        change(then: completion) { storage throws(RegistryError) in
            let arn = scope.stateMachine(request.name)
            dropDeleted(request.name, from: &storage)
            if let existing = storage.stateMachines[request.name] {
                guard !existing.isDeleting else { throw .stateMachineDeleting(arn: arn) }
                guard existing.isCreated(by: request) else { throw .stateMachineAlreadyExists(arn: arn) }
                let answer = StateMachineAnswer(
                    milliseconds: existing.creationMilliseconds, revisionID: nil,
                    version: request.publication == .none ? nil : 1)
                return (answer, [])
            }
            guard storage.stateMachines.count < Quota.stateMachines else {
                throw .stateMachineLimitExceeded(limit: Quota.stateMachines)
            }
            var record = StateMachineRecord(
                name: request.name, type: request.type, creationMilliseconds: nowMilliseconds,
                updateMilliseconds: nowMilliseconds, settings: request.settings,
                publishedAtCreation: request.publication)
            record.tags.add(request.tags)
            guard !record.tags.isTooMany else { throw .tooManyTags(arn: arn) }
            var writes: [JournalWrite] = []
            let version = try publish(request.publication, in: &record, nowMilliseconds, writes: &writes)
            storage.stateMachines[record.name] = record
            writes.insert(.put(record), at: 0)
            return (StateMachineAnswer(milliseconds: nowMilliseconds, revisionID: nil, version: version), writes)
        }
    }

    /// Changes a state machine; a request that changes nothing keeps the revision.
    ///
    /// - Parameter newRevisionID: a fresh UUID.
    package func updateStateMachine(
        _ request: StateMachineChange, newRevisionID: String, nowMilliseconds: Int64,
        then completion: @escaping @Sendable (Result<StateMachineAnswer, RegistryError>) -> Void
    ) {
        change(then: completion) { storage throws(RegistryError) in
            var record = try activeStateMachine(request.arn, in: &storage)
            guard !request.isEmpty else { throw .nothingToUpdate }
            var settings = record.settings
            if let definition = request.definition {
                settings.definition = definition.id
                settings.plainDefinition = definition.plain.id
            }
            settings.roleArn = request.roleArn ?? settings.roleArn
            settings.logging = request.logging ?? settings.logging
            settings.isTracing = request.isTracing ?? settings.isTracing
            settings.encryption = request.encryption ?? settings.encryption
            if settings != record.settings {
                settings.revisionID = newRevisionID
                record.settings = settings
                record.updateMilliseconds = nowMilliseconds
            }
            var writes: [JournalWrite] = []
            let version = try publish(request.publication, in: &record, nowMilliseconds, writes: &writes)
            if record != storage.stateMachines[record.name] { writes.insert(.put(record), at: 0) }
            storage.stateMachines[record.name] = record
            let answer = StateMachineAnswer(
                milliseconds: nowMilliseconds, revisionID: record.settings.revisionID, version: version)
            return (answer, writes)
        }
    }

    /// Deletes a state machine with its versions and aliases, once none of its executions runs; one that is not there
    /// is no error.
    package func deleteStateMachine(
        _ arn: StatesArn, then completion: @escaping @Sendable (Result<Void, RegistryError>) -> Void
    ) {
        change(then: completion) { storage throws(RegistryError) in
            let name = try unqualifiedName(arn)
            guard var record = storage.stateMachines[name] else { return ((), []) }
            guard try hasOpenExecutions(name) else {
                storage.stateMachines[name] = nil
                return ((), record.deletions)
            }
            record.isDeleting = true
            storage.stateMachines[name] = record
            return ((), [.put(record)])
        }
    }

    /// The state machine of an ARN, also while it is being deleted.
    package func stateMachine(_ arn: StatesArn) throws(RegistryError) -> StateMachineRecord {
        let name = try unqualifiedName(arn)
        let record = try read { storage throws(RegistryError) in storage.stateMachines[name] }
        guard let record else { throw .stateMachineDoesNotExist(arn: arn.text) }
        guard record.isDeleting, try !hasOpenExecutions(name) else { return record }
        change(then: { _ in }) { storage throws(RegistryError) in
            dropDeleted(name, from: &storage)
            return ((), record.deletions)
        }
        throw .stateMachineDoesNotExist(arn: arn.text)
    }

    /// All state machines, oldest first.
    package func stateMachines() throws(RegistryError) -> [StateMachineRecord] {
        try read { storage throws(RegistryError) in Array(storage.stateMachines.values) }
            .sorted { ($0.creationMilliseconds, $0.name) < ($1.creationMilliseconds, $1.name) }
    }

    // MARK: Shared by the operations

    /// The name in the ARN of a state machine without qualifier.
    func unqualifiedName(_ arn: StatesArn) throws(RegistryError) -> String {
        switch arn.resource {
        case .stateMachine(let name):
            guard arn.text.hasPrefix(scope.prefix) else { throw .stateMachineDoesNotExist(arn: arn.text) }
            return name
        case .qualified: throw .unsupportedArn(arn: arn.text, reason: .qualified)
        case .labelled: throw .unsupportedArn(arn: arn.text, reason: .labelled)
        case .execution, .express, .activity, .mapRun: throw arn.invalidInThisContext
        }
    }

    /// The state machine of an ARN without qualifier, unless it is being deleted.
    func activeStateMachine(_ arn: StatesArn, in storage: inout Storage) throws(RegistryError) -> StateMachineRecord {
        let name = try unqualifiedName(arn)
        guard let record = storage.stateMachines[name] else { throw .stateMachineDoesNotExist(arn: arn.text) }
        guard !record.isDeleting else { throw .stateMachineDeleting(arn: arn.text) }
        return record
    }

    /// Makes a version of the current settings, unless the newest one has the same.
    func publish(
        _ publication: StateMachineRecord.Publication, in record: inout StateMachineRecord, _ nowMilliseconds: Int64,
        writes: inout [JournalWrite]
    ) throws(RegistryError) -> Int? {
        guard case .version(let description) = publication else { return nil }
        if let latest = record.latestVersion, latest.settings == record.settings { return latest.number }
        guard record.versions.count < Quota.versions else { throw .versionLimitExceeded(limit: Quota.versions) }
        record.lastVersionNumber += 1
        let version = StateMachineVersion(
            number: record.lastVersionNumber, description: description, creationMilliseconds: nowMilliseconds,
            settings: record.settings)
        record.versions[version.number] = version
        writes.append(
            .putResource(kind: DocumentKind.version, name: "\(record.name):\(version.number)", body: version.document))
        return version.number
    }

    private func dropDeleted(_ name: String, from storage: inout Storage) {
        guard storage.stateMachines[name]?.isDeleting == true, (try? hasOpenExecutions(name)) == false else { return }
        storage.stateMachines[name] = nil
    }

    private func hasOpenExecutions(_ name: String) throws(RegistryError) -> Bool {
        let filter = ExecutionFilter(stateMachineArn: scope.stateMachine(name), status: .running)
        do {
            return try !journal.executions(matching: filter, after: nil, limit: 1).executions.isEmpty
        } catch {
            throw .storage(error.description)
        }
    }
}

extension StateMachineRecord {
    /// Whether that request made it, so that it can be repeated.
    fileprivate func isCreated(by request: StateMachineCreation) -> Bool {
        settings.definition == request.settings.definition && settings.logging == request.settings.logging
            && settings.isTracing == request.settings.isTracing && settings.encryption == request.settings.encryption
            && type == request.type && publishedAtCreation == request.publication
    }

    /// Removes everything there is of it.
    fileprivate var deletions: [JournalWrite] {
        [.deleteResource(kind: DocumentKind.stateMachine, name: name)]
            + versions.keys.map { .deleteResource(kind: DocumentKind.version, name: "\(name):\($0)") }
            + aliases.keys.map { .deleteResource(kind: DocumentKind.alias, name: "\(name):\($0)") }
    }
}

extension JournalWrite {
    static func put(_ record: StateMachineRecord) -> JournalWrite {
        .putResource(kind: DocumentKind.stateMachine, name: record.name, body: record.document)
    }
}
