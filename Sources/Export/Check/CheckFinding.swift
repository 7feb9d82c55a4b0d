package import JSON

/// What AWS would refuse or limit, and what to do about it.
package struct CheckFinding: Sendable, Hashable {
    package enum Severity: String, Sendable, Comparable {
        /// Good to know.
        case note
        /// It may fail, or behave otherwise than here.
        case warning
        /// AWS refuses it, or it cannot work there.
        case error

        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    package enum Code: String, Sendable {
        case definition = "DEFINITION"
        case quota = "QUOTA"
        case name = "NAME"
        case history = "HISTORY"
        case payload = "PAYLOAD"
        case mapWidth = "MAP_WIDTH"
        case express = "EXPRESS"
        case resource = "RESOURCE"
        case model = "MODEL"
        case region = "REGION"
        case permission = "PERMISSION"
    }

    package let severity: Severity
    package let code: Code
    package let machine: String
    /// As AWS's diagnostics have it: `/States/Ship/Next`; nil where it concerns the whole.
    package let location: String?
    package let position: SourcePosition?
    package let message: String
    /// A way out.
    package let advice: String?

    package init(
        severity: Severity, code: Code, machine: String, location: String?, position: SourcePosition?, message: String,
        advice: String?
    ) {
        self.severity = severity
        self.code = code
        self.machine = machine
        self.location = location
        self.position = position
        self.message = message
        self.advice = advice
    }
}
