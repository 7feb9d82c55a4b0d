/// Why a simulation could not go on.
package struct Obstacle: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    /// The same without the data, for counting alike ones.
    let kind: String

    init(_ description: String) {
        self.description = description
        kind = description
    }

    /// - Parameter call: the one that has no answer.
    init(_ description: String, call: Call) {
        self.description = description
        kind = "state '\(call.stateName)' asks \(call.resource) for what has no answer"
    }
}
