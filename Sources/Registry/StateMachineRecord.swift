package import JSON
package import Journal
package import StatesLanguage

/// What an update may change and a version freezes.
package struct StateMachineSettings: Hashable, Sendable {
    /// As it was given.
    package var definition: DefinitionID
    /// What runs: the same, unless there are agent states.
    package var plainDefinition: DefinitionID
    package var roleArn: String
    /// `LoggingConfiguration`, with its defaults filled in.
    package var logging: JSONObject
    package var isTracing: Bool
    /// `EncryptionConfiguration`, with its default filled in.
    package var encryption: JSONObject
    /// None until the first update.
    package var revisionID: String?

    package init(
        definition: DefinitionID, plainDefinition: DefinitionID, roleArn: String, logging: JSONObject, isTracing: Bool,
        encryption: JSONObject, revisionID: String? = nil
    ) {
        self.definition = definition
        self.plainDefinition = plainDefinition
        self.roleArn = roleArn
        self.logging = logging
        self.isTracing = isTracing
        self.encryption = encryption
        self.revisionID = revisionID
    }
}

/// A published, immutable snapshot.
package struct StateMachineVersion: Hashable, Sendable {
    package let number: Int
    package let description: String?
    package let creationMilliseconds: Int64
    package let settings: StateMachineSettings
}

/// A name for one version, or for two with a share of the executions each.
package struct StateMachineAlias: Hashable, Sendable {
    /// A version and how many of a hundred executions it gets.
    package struct Route: Hashable, Sendable {
        package let version: Int
        package let weight: Int

        package init(version: Int, weight: Int) {
            self.version = version
            self.weight = weight
        }
    }

    package let name: String
    package var description: String?
    package var routes: [Route]
    package let creationMilliseconds: Int64
    package var updateMilliseconds: Int64

    /// The version for a number that was drawn from 0 up to, not including, 100.
    package func version(drawing number: Int) -> Int? {
        var rest = number
        for route in routes {
            if rest < route.weight { return route.version }
            rest -= route.weight
        }
        return routes.last?.version
    }
}

/// A state machine with its versions and aliases.
package struct StateMachineRecord: Hashable, Sendable {
    package let name: String
    package let type: StateMachineType
    package let creationMilliseconds: Int64
    package var updateMilliseconds: Int64
    package var settings: StateMachineSettings
    /// What creating it published, by which a repeated request is known; the description of the version.
    package let publishedAtCreation: Publication
    /// Numbers are not used again, even where versions are deleted.
    package var lastVersionNumber = 0
    package var versions: [Int: StateMachineVersion] = [:]
    package var aliases: [String: StateMachineAlias] = [:]
    package var tags = Tags()
    package var isDeleting = false

    package enum Publication: Hashable, Sendable {
        case none
        case version(description: String?)
    }

    /// The newest version that is still there.
    package var latestVersion: StateMachineVersion? { versions.values.max { $0.number < $1.number } }

    /// The aliases that route to a version, by name.
    package func aliases(of version: Int) -> [StateMachineAlias] {
        aliases.values.filter { $0.routes.contains { $0.version == version } }.sorted { $0.name < $1.name }
    }
}

/// An activity.
package struct ActivityRecord: Hashable, Sendable {
    package let name: String
    package let creationMilliseconds: Int64
    package let encryption: JSONObject
    package var tags = Tags()
}
