/// The value of `type` in CreateStateMachine.
package enum StateMachineType: String, Sendable, CaseIterable {
    case standard = "STANDARD"
    case express = "EXPRESS"
}
