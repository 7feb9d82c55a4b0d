/// Why a request about a resource is refused; `RegistryError+wording.swift` has AWS's code and text for each.
package enum RegistryError: Error, Hashable, Sendable {
    case invalidArn(String)
    case invalidRoleArn(String)
    case invalidName(String)
    /// The whole message of the error.
    case invalidDefinition(String)
    case invalidLoggingConfiguration(String)
    case invalidEncryptionConfiguration(String)
    case invalidToken
    case stateMachineDoesNotExist(arn: String)
    case stateMachineAlreadyExists(arn: String)
    case stateMachineDeleting(arn: String)
    case stateMachineLimitExceeded(limit: Int)
    case activityDoesNotExist(arn: String)
    case activityAlreadyExists(arn: String)
    case activityLimitExceeded(limit: Int)
    case resourceNotFound(arn: String)
    case tooManyTags(arn: String)
    case nothingToUpdate
    case versionDescriptionWithoutPublish
    /// An operation that takes state machines without a version, alias or label.
    case unsupportedArn(arn: String, reason: UnsupportedArn)
    case revisionConflict(given: String, current: String)
    case versionInUse(aliases: [String])
    case versionLimitExceeded(limit: Int)
    case aliasLimitExceeded(limit: Int)
    case aliasConflict
    case noAliasChange
    case routing(RoutingProblem)
    /// The journal could not be read or written.
    case storage(String)

    package enum UnsupportedArn: Hashable, Sendable {
        case qualified
        case labelled
    }

    /// What is wrong with the routing configuration of an alias.
    package enum RoutingProblem: Hashable, Sendable {
        case sum(weights: [Int])
        case sameVersions(arns: [String])
        case differentStateMachines(arns: [String])
        case notAVersion(arn: String)
        case missingVersion(arn: String)
        case empty
    }
}
