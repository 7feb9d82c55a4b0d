extension RegistryError {
    /// The name of the error in the API's model.
    package var code: String {
        switch self {
        case .invalidArn, .invalidRoleArn: "InvalidArn"
        case .invalidName: "InvalidName"
        case .invalidDefinition: "InvalidDefinition"
        case .invalidLoggingConfiguration: "InvalidLoggingConfiguration"
        case .invalidEncryptionConfiguration: "InvalidEncryptionConfiguration"
        case .invalidToken: "InvalidToken"
        case .stateMachineDoesNotExist: "StateMachineDoesNotExist"
        case .stateMachineAlreadyExists: "StateMachineAlreadyExists"
        case .stateMachineDeleting: "StateMachineDeleting"
        case .stateMachineLimitExceeded: "StateMachineLimitExceeded"
        case .activityDoesNotExist: "ActivityDoesNotExist"
        case .activityAlreadyExists: "ActivityAlreadyExists"
        case .activityLimitExceeded: "ActivityLimitExceeded"
        case .resourceNotFound: "ResourceNotFound"
        case .tooManyTags: "TooManyTags"
        case .nothingToUpdate: "MissingRequiredParameter"
        case .versionDescriptionWithoutPublish, .unsupportedArn, .routing, .noAliasChange: "ValidationException"
        case .revisionConflict, .versionInUse, .aliasConflict: "ConflictException"
        case .versionLimitExceeded, .aliasLimitExceeded: "ServiceQuotaExceededException"
        case .storage: "InternalFailure"
        }
    }

    /// What the API says.
    package var message: String {
        switch self {
        case .invalidArn(let reason): "Invalid Arn: '\(reason)'"
        case .invalidRoleArn(let arn): "Invalid Role Arn: '\(arn)'"
        case .invalidName(let name): "Invalid Name: '\(name)'"
        case .invalidDefinition(let message): message
        case .invalidLoggingConfiguration(let reason): "Invalid Logging Configuration: \(reason)"
        case .invalidEncryptionConfiguration(let reason): "Invalid Encryption Configuration: \(reason)"
        case .invalidToken: "Invalid Token: 'Invalid token'"
        case .stateMachineDoesNotExist(let arn): "State Machine Does Not Exist: '\(arn)'"
        case .stateMachineAlreadyExists(let arn): "State Machine Already Exists: '\(arn)'"
        case .stateMachineDeleting(let arn): "State Machine is being deleted: '\(arn)'"
        case .stateMachineLimitExceeded(let limit): "State Machine Limit Exceeded: at most \(limit)"
        case .activityDoesNotExist(let arn): "Activity Does Not Exist: '\(arn)'"
        case .activityAlreadyExists(let arn): "Activity Already Exists: '\(arn)'"
        case .activityLimitExceeded(let limit): "Activity Limit Exceeded: at most \(limit)"
        case .resourceNotFound(let arn): "Resource not found: '\(arn)'"
        case .tooManyTags(let arn): "Tag limit of 50 exceeded for resource '\(arn)'"
        case .nothingToUpdate:
            "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be "
                + "specified"
        case .versionDescriptionWithoutPublish: "Version description can only be set when publish is true"
        case .unsupportedArn(_, .qualified):
            "This operation does not support qualified state machine ARNs. Specify the ARN of the state machine "
                + "without a version or an alias."
        case .unsupportedArn(_, .labelled): "This operation does not support labelled state machine ARNs"
        case .revisionConflict(let given, let current):
            "Failed to publish the State Machine version for revision \(given). "
                + "The current State Machine revision is \(current)."
        case .versionInUse(let aliases):
            "Version to be deleted must not be referenced by an alias. "
                + "Current list of aliases referencing this version: [\(aliases.joined(separator: ", "))]"
        case .versionLimitExceeded(let limit): "A state machine can have at most \(limit) versions"
        case .aliasLimitExceeded(let limit): "A state machine can have at most \(limit) aliases"
        case .aliasConflict:
            "Failed to create alias because an alias with the same name and a different routing configuration "
                + "already exists."
        case .noAliasChange: "Either the description or the routing configuration must be specified"
        case .routing(let problem): problem.message
        case .storage(let reason): reason
        }
    }

    /// `reason` of a ValidationException.
    package var validationReason: String? {
        switch self {
        case .nothingToUpdate, .noAliasChange: "MISSING_REQUIRED_PARAMETER"
        case .unsupportedArn(_, .labelled): "API_DOES_NOT_SUPPORT_LABELED_ARNS"
        case .routing: "INVALID_ROUTING_CONFIGURATION"
        default: nil
        }
    }
}

extension RegistryError.RoutingProblem {
    fileprivate var message: String {
        switch self {
        case .sum(let weights): "Sum of routing configuration weights must equal 100. Received: \(weights)"
        case .sameVersions(let arns):
            "Routing configuration must contain distinct state machine version ARNs. "
                + "Received: [\(arns.joined(separator: ", "))]"
        case .differentStateMachines(let arns):
            "Routing configuration must contain versions of the same state machine. "
                + "Received: [\(arns.joined(separator: ", "))]"
        case .notAVersion(let arn): "Routing configuration must contain state machine version ARNs. Received: [\(arn)]"
        case .missingVersion(let arn): "Routing configuration refers to a version that does not exist: [\(arn)]"
        case .empty: "Routing configuration must contain at least one state machine version ARN"
        }
    }
}
