/// The `export` section of `baton.yaml`: what a person decides about a stack.
package struct ExportSettings: Sendable, Hashable {
    package enum LogLevel: String, Sendable, CaseIterable {
        case all = "ALL"
        case error = "ERROR"
        case fatal = "FATAL"
        case off = "OFF"
    }

    package struct Budget: Sendable, Hashable {
        package var dollars: Int64
        package var email: String
    }

    /// What the stack is called where the format wants a name beforehand; nil is the name of the first machine.
    package var stack: String?
    package var isExpress = false
    /// Where agents go, by name.
    package var agents: [String: AgentPlacement] = [:]
    package var parts: Set<DeploymentPart> = []
    package var logLevel = LogLevel.all
    package var logRetentionDays: Int64 = 30
    package var alias = "live"
    /// Where alarms are sent.
    package var email: String?
    package var p95Seconds: Int64 = 300
    package var tokensPerHour: Int64 = 1_000_000
    package var budget: Budget?
    package var tags: [String: String] = [:]
    /// `rate(1 day)` or `cron(…)`, for the part `schedule`.
    package var schedule = "rate(1 day)"
    /// The sources of the events that start executions, for the part `events`.
    package var eventSources: [String] = ["baton"]

    package init() {}
}
