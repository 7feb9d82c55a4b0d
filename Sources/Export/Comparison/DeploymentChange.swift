package import JSON

/// One difference between a local machine and a deployed one.
package struct DeploymentChange: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case changed
        /// It is here and not there.
        case added
        /// It is there and not here.
        case removed
        case renamed
    }

    package let kind: Kind
    /// The state that it concerns, by its local name; nil for the machine itself.
    package let state: String?
    /// `Retry[0].MaxAttempts`; nil for the state as a whole.
    package let field: String?
    package let local: JSONValue?
    package let deployed: JSONValue?
}
