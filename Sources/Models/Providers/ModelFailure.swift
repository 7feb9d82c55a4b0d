/// Why a model did not answer, by the names that Step Functions gives Bedrock's errors.
package struct ModelFailure: Error, Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case throttled = "ThrottlingException"
        case unavailable = "ServiceUnavailableException"
        case internalError = "InternalServerException"
        case timedOut = "ModelTimeoutException"
        case invalid = "ValidationException"
        case denied = "AccessDeniedException"
        case notFound = "ResourceNotFoundException"
        case outOfQuota = "ServiceQuotaExceededException"
    }

    /// Such as `BedrockRuntime.ThrottlingException`.
    package let error: String
    package let cause: String

    package init(error: String, cause: String) {
        self.error = error
        self.cause = cause
    }

    package init(_ kind: Kind, _ cause: String) {
        self.init(error: "BedrockRuntime.\(kind.rawValue)", cause: cause)
    }
}
