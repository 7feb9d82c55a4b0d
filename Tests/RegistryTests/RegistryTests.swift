import JSON
import Journal
import Registry
import StatesLanguage
import Synchronization
import Testing

private let definition = #"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#
private let other = #"{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}"#

@Suite struct RegistryTests {
    let journal = InMemoryJournal()

    /// What a change answers; the journal in memory completes before `commit` returns.
    func answer<Value: Sendable>(
        _ change: (@escaping @Sendable (Result<Value, RegistryError>) -> Void) -> Void
    ) throws -> Value {
        let result = Mutex<Result<Value, RegistryError>?>(nil)
        change { outcome in result.withLock { $0 = outcome } }
        return try #require(result.withLock { $0 }).get()
    }

    func creation(
        _ registry: Registry, _ name: String = "m", text: String = definition, role: String = "r",
        publication: StateMachineRecord.Publication = .none
    ) throws -> StateMachineCreation {
        let definition = try registry.define(text, as: .standard)
        return StateMachineCreation(
            name: name, type: .standard,
            settings: StateMachineSettings(
                definition: definition.id, plainDefinition: definition.plain.id, roleArn: role,
                logging: ["level": "OFF"], isTracing: false, encryption: ["type": "AWS_OWNED_KEY"]),
            tags: [], publication: publication)
    }

    func create(_ registry: Registry, _ creation: StateMachineCreation, at time: Int64 = 1) throws -> StateMachineAnswer
    {
        try answer { registry.createStateMachine(creation, nowMilliseconds: time, then: $0) }
    }

    func arn(_ registry: Registry, _ suffix: String = "m") throws -> StatesArn {
        try StatesArn(registry.scope.stateMachine(suffix))
    }

    @Test func repeatedCreationGetsTheFirstAnswer() throws {
        let registry = try Registry(journal: journal)
        #expect(try create(registry, creation(registry), at: 1).milliseconds == 1)
        #expect(try create(registry, creation(registry, role: "another"), at: 2).milliseconds == 1)
        #expect(throws: RegistryError.stateMachineAlreadyExists(arn: try arn(registry).text)) {
            try create(registry, creation(registry, text: other), at: 3)
        }
    }

    @Test func versionsAreOfRevisionsAndKeepTheirNumbers() throws {
        let registry = try Registry(journal: journal)
        _ = try create(registry, creation(registry, publication: .version(description: nil)))
        let machine = try arn(registry)
        func publish(_ revision: String? = nil) throws -> Int? {
            try answer {
                registry.publishVersion(
                    of: machine, revisionID: revision, description: nil, nowMilliseconds: 5, then: $0)
            }.version
        }
        #expect(try publish() == 1)
        var change = StateMachineChange(arn: machine)
        change.definition = try registry.define(other, as: .standard)
        let updated = try answer {
            registry.updateStateMachine(change, newRevisionID: "second", nowMilliseconds: 6, then: $0)
        }
        #expect(updated.revisionID == "second")
        #expect(throws: RegistryError.revisionConflict(given: "first", current: "second")) { try publish("first") }
        #expect(try publish("second") == 2)
        try answer { registry.deleteVersion(try! StatesArn(machine.text + ":2"), then: $0) }
        #expect(try publish() == 3)
        #expect(try registry.versions(of: machine).map(\.number) == [3, 1])
    }

    @Test func aliasesSplitExecutionsByWeight() throws {
        let registry = try Registry(journal: journal)
        _ = try create(registry, creation(registry, publication: .version(description: nil)))
        let machine = try arn(registry)
        var change = StateMachineChange(arn: machine)
        change.definition = try registry.define(other, as: .standard)
        change.publication = .version(description: nil)
        _ = try answer { registry.updateStateMachine(change, newRevisionID: "2", nowMilliseconds: 2, then: $0) }
        let routing = try [("1", 70), ("2", 30)].map {
            AliasRoute(versionArn: try StatesArn("\(machine.text):\($0.0)"), weight: $0.1)
        }
        _ = try answer {
            registry.createAlias(name: "prod", description: nil, routing: routing, nowMilliseconds: 3, then: $0)
        }
        let alias = try StatesArn("\(machine.text):prod")
        let versions = try (0..<100).map { try registry.target(alias, drawing: $0).versionArn }
        #expect(versions.count { $0 == "\(machine.text):1" } == 70)
        #expect(versions.count { $0 == "\(machine.text):2" } == 30)
        #expect(throws: RegistryError.versionInUse(aliases: ["prod"])) {
            try answer { registry.deleteVersion(routing[0].versionArn, then: $0) }
        }
        let wrong = [AliasRoute(versionArn: routing[0].versionArn, weight: 99)]
        #expect(throws: RegistryError.routing(.sum(weights: [99]))) {
            try answer {
                registry.updateAlias(alias, description: nil, routing: wrong, nowMilliseconds: 4, then: $0)
            }
        }
    }

    @Test func everythingIsThereAgainAfterARestart() throws {
        let first = try Registry(journal: journal)
        _ = try create(first, creation(first, publication: .version(description: "one")))
        let version = try StatesArn(try arn(first).text + ":1")
        _ = try answer {
            first.createAlias(
                name: "prod", description: "d", routing: [AliasRoute(versionArn: version, weight: 100)],
                nowMilliseconds: 2, then: $0)
        }
        _ = try answer {
            first.createActivity(
                name: "work", encryption: [:], tags: [(key: "k", value: "v")], nowMilliseconds: 3, then: $0)
        }
        let second = try Registry(journal: journal)
        #expect(try second.stateMachines() == first.stateMachines())
        #expect(try second.activities() == first.activities())
        #expect(try second.target(try StatesArn(try arn(second).text + ":prod"), drawing: 0).versionArn == version.text)
    }

    @Test(arguments: [
        ("nope", "Invalid ARN prefix: nope"), ("arn:aws:s3:::bucket", "Invalid ARN service: arn:aws:s3:::bucket"),
        ("arn:aws:states", "Invalid ARN format: arn:aws:states"),
    ])
    func arnsThatAreNone(text: String, reason: String) {
        #expect(throws: RegistryError.invalidArn(reason)) { try StatesArn(text) }
    }

    @Test(arguments: ["", "a b", "a*", "a#b", "a/b", "a:b", "a\u{1F}", "\u{0}a", "a\u{9F}", "a\u{2003}b", "[a]", "a~"])
    func namesThatAreNone(name: String) {
        #expect(throws: RegistryError.invalidName(name)) { try ResourceName.check(name) }
    }

    @Test(arguments: ["a", "Order-1.v2_x", "größe", "a!@(b)"])
    func namesThatAreFine(name: String) throws { try ResourceName.check(name) }
}
