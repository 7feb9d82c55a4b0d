/// What a stack can have besides what its machines need.
package enum DeploymentPart: String, Sendable, CaseIterable {
    /// A REST API with a key and a usage plan that starts executions.
    case api
    /// Daily copies of the tables and buckets.
    case backup
    /// The log of who called what in the account.
    case cloudtrail
    /// A rule that starts executions for events.
    case events
    /// A customer's own key for logs, tables, buckets and executions.
    case kms
    /// The topics, queues and event buses that definitions name.
    case messaging
    /// A domain of SageMaker Studio.
    case sagemaker
    /// A schedule that starts executions.
    case schedule
    /// A network with two zones, without a way to the internet, in which the functions run.
    case vpc
    /// A firewall in front of the API.
    case waf
    /// A bucket and a distribution for a web page.
    case website
}
