internal import Journal

/// A version and its weight, as a request names them.
package struct AliasRoute: Hashable, Sendable {
    package let versionArn: StatesArn
    package let weight: Int

    package init(versionArn: StatesArn, weight: Int) {
        self.versionArn = versionArn
        self.weight = weight
    }
}

extension Registry {
    /// Makes an alias of the state machine whose versions it routes to; a repeated request gets the first answer.
    package func createAlias(
        name: String, description: String?, routing: [AliasRoute], nowMilliseconds: Int64,
        then completion:
            @escaping @Sendable (Result<(machine: String, alias: StateMachineAlias), RegistryError>) -> Void
    ) {
        change(then: completion) { storage throws(RegistryError) in
            let (machine, routes) = try checked(routing, in: storage)
            guard var record = storage.stateMachines[machine] else {
                throw .resourceNotFound(arn: scope.stateMachine(machine))
            }
            guard !record.isDeleting else { throw .stateMachineDeleting(arn: scope.stateMachine(machine)) }
            if let existing = record.aliases[name] {
                guard existing.routes == routes, existing.description == description else { throw .aliasConflict }
                return ((machine, existing), [])
            }
            guard record.aliases.count < Quota.aliases else { throw .aliasLimitExceeded(limit: Quota.aliases) }
            let alias = StateMachineAlias(
                name: name, description: description, routes: routes, creationMilliseconds: nowMilliseconds,
                updateMilliseconds: nowMilliseconds)
            record.aliases[name] = alias
            storage.stateMachines[machine] = record
            return ((machine, alias), [.put(alias, of: machine)])
        }
    }

    /// Changes description or routing; what is nil stays as it is.
    package func updateAlias(
        _ arn: StatesArn, description: String?, routing: [AliasRoute]?, nowMilliseconds: Int64,
        then completion: @escaping @Sendable (Result<StateMachineAlias, RegistryError>) -> Void
    ) {
        change(then: completion) { storage throws(RegistryError) in
            let (machine, name) = try aliasPart(of: arn)
            guard var alias = storage.stateMachines[machine]?.aliases[name] else {
                throw .resourceNotFound(arn: arn.text)
            }
            guard description != nil || routing != nil else { throw .noAliasChange }
            if let routing {
                let (owner, routes) = try checked(routing, in: storage)
                guard owner == machine else {
                    throw .routing(.differentStateMachines(arns: routing.map(\.versionArn.text)))
                }
                alias.routes = routes
            }
            alias.description = description ?? alias.description
            alias.updateMilliseconds = nowMilliseconds
            storage.stateMachines[machine]?.aliases[name] = alias
            return (alias, [.put(alias, of: machine)])
        }
    }

    /// Removes an alias; one that is not there is no error.
    package func deleteAlias(
        _ arn: StatesArn, then completion: @escaping @Sendable (Result<Void, RegistryError>) -> Void
    ) {
        change(then: completion) { storage throws(RegistryError) in
            let (machine, name) = try aliasPart(of: arn)
            guard storage.stateMachines[machine]?.aliases.removeValue(forKey: name) != nil else { return ((), []) }
            return ((), [.deleteResource(kind: DocumentKind.alias, name: "\(machine):\(name)")])
        }
    }

    /// The alias of an ARN, with the name of its state machine.
    package func alias(_ arn: StatesArn) throws(RegistryError) -> (machine: String, alias: StateMachineAlias) {
        let (machine, name) = try aliasPart(of: arn)
        let alias = try read { storage throws(RegistryError) in storage.stateMachines[machine]?.aliases[name] }
        guard let alias else { throw .resourceNotFound(arn: arn.text) }
        return (machine, alias)
    }

    /// The aliases of a state machine, or those that route to one of its versions, by name.
    package func aliases(
        of arn: StatesArn
    ) throws(RegistryError) -> (machine: String, aliases: [StateMachineAlias]) {
        if case .qualified(let name, let qualifier) = arn.resource {
            let record = try read { storage throws(RegistryError) in storage.stateMachines[name] }
            guard let record else { throw .stateMachineDoesNotExist(arn: scope.stateMachine(name)) }
            guard let number = Int(qualifier), record.versions[number] != nil else {
                throw .resourceNotFound(arn: arn.text)
            }
            return (name, record.aliases(of: number))
        }
        let record = try stateMachine(arn)
        return (record.name, record.aliases.values.sorted { $0.name < $1.name })
    }

    private func aliasPart(of arn: StatesArn) throws(RegistryError) -> (machine: String, name: String) {
        guard case .qualified(let machine, let name) = arn.resource, Int(name) == nil else {
            throw arn.invalidInThisContext
        }
        return (machine, name)
    }

    /// One or two versions of one state machine that share a hundred.
    private func checked(
        _ routing: [AliasRoute], in storage: borrowing Storage
    ) throws(RegistryError) -> (machine: String, routes: [StateMachineAlias.Route]) {
        let arns = routing.map(\.versionArn.text)
        var machines: Set<String> = []
        var routes: [StateMachineAlias.Route] = []
        for route in routing {
            guard let (machine, number) = try? versionPart(of: route.versionArn) else {
                throw .routing(.notAVersion(arn: route.versionArn.text))
            }
            machines.insert(machine)
            routes.append(StateMachineAlias.Route(version: number, weight: route.weight))
        }
        guard let machine = machines.first else { throw .routing(.empty) }
        guard machines.count == 1 else { throw .routing(.differentStateMachines(arns: arns)) }
        guard Set(routes.map(\.version)).count == routes.count else { throw .routing(.sameVersions(arns: arns)) }
        let weights = routes.map(\.weight)
        guard weights.reduce(0, +) == 100 else { throw .routing(.sum(weights: weights)) }
        for (route, arn) in zip(routes, arns) {
            guard storage.stateMachines[machine]?.versions[route.version] != nil else {
                throw .routing(.missingVersion(arn: arn))
            }
        }
        return (machine, routes)
    }
}

extension JournalWrite {
    fileprivate static func put(_ alias: StateMachineAlias, of machine: String) -> JournalWrite {
        .putResource(kind: DocumentKind.alias, name: "\(machine):\(alias.name)", body: alias.document)
    }
}
