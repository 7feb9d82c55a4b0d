/// What a Task state calls.
package enum TaskResource: Sendable, Hashable {
    case lambda(arn: String)
    case activity(arn: String)
    case service(ServiceIntegration)
}

/// `arn:aws:states:::SERVICE:ACTION`, with `aws-sdk:` in front of the service and a pattern behind the action or not.
package struct ServiceIntegration: Sendable, Hashable {
    package enum Pattern: String, Sendable {
        case requestResponse = ""
        case sync = ".sync"
        case sync2 = ".sync:2"
        case waitForTaskToken = ".waitForTaskToken"
    }

    package let service: String
    package let action: String
    package let pattern: Pattern
    package let isSDK: Bool

    package init(service: String, action: String, pattern: Pattern, isSDK: Bool) {
        self.service = service
        self.action = action
        self.pattern = pattern
        self.isSDK = isSDK
    }
}
