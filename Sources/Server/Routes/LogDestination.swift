internal import Engine
internal import JSON
internal import Registry
internal import Tasks

/// The log group that a logging configuration names.
struct LogDestination: Hashable, Sendable {
    let groupName: String

    /// - Parameter logging: a `loggingConfiguration` that was checked for the number of its destinations.
    /// - Returns: nil where it has none.
    /// - Throws: InvalidLoggingConfiguration for something else than the ARN of a log group.
    init?(of logging: JSONObject?) throws(APIError) {
        guard let destination = logging?["destinations"]?[0] else { return nil }
        guard let arn = destination["cloudWatchLogsLogGroup"]?["logGroupArn"]?.string else {
            throw APIError(RegistryError.invalidLoggingConfiguration("Must specify exactly one Log Destination."))
        }
        // arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 7, parts[0] == "arn", parts[2] == "logs", parts[5] == "log-group", !parts[6].isEmpty else {
            throw APIError(
                RegistryError.invalidLoggingConfiguration("Log Destination is not the ARN of a log group: \(arn)"))
        }
        groupName = String(parts[6])
    }
}

extension StepFunctionsAPI {
    /// Goes on once the log group is known to be there; without CloudWatch Logs bound to anything, each one is.
    func whenExists(
        _ destination: LogDestination?, _ call: Call, _ body: @escaping @Sendable () throws(APIError) -> Void
    ) {
        guard let destination else { return call.attempt(body) }
        let lookup = Tasks.TaskAttempt(
            executionArn: "", scheduledEventID: 0,
            resource: .service(
                service: "cloudwatchlogs", action: "describeLogGroups", pattern: .requestResponse, isSDK: true),
            parameters: ["LogGroupNamePrefix": .string(destination.groupName)],
            region: engine.configuration.region)
        _ = engine.configuration.tasks.start(lookup) { [jobs] report in
            jobs.add {
                guard report.lacks(destination) else { return call.attempt(body) }
                call.fail(APIError(RegistryError.invalidLoggingConfiguration("Log Destination not found.")))
            }
        }
    }
}

extension TaskReport {
    /// Whether the service answered, and does not have the log group.
    fileprivate func lacks(_ destination: LogDestination) -> Bool {
        guard case .succeeded(let output) = self, let groups = output["LogGroups"]?.array else { return false }
        return !groups.contains { $0["LogGroupName"]?.string == destination.groupName }
    }
}
