/// Amazon resource names of Step Functions.
///
/// Service Authorization Reference, "Resource types defined by AWS Step Functions".
package enum Arn {
    /// `…:execution:MACHINE:NAME` of `…:stateMachine:MACHINE`.
    package static func execution(_ stateMachineArn: String, name: String) -> String {
        replacingType(of: stateMachineArn, by: "execution") + ":\(name)"
    }

    /// `…:express:MACHINE:NAME:ID`.
    package static func expressExecution(_ stateMachineArn: String, name: String, id: String) -> String {
        replacingType(of: stateMachineArn, by: "express") + ":\(name):\(id)"
    }

    /// The last part but for a version: `MACHINE` or `MACHINE/LABEL`.
    package static func name(ofStateMachine arn: String) -> String {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 6 ? String(parts[6]) : arn
    }

    private static func replacingType(of arn: String, by type: String) -> String {
        var parts = arn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 6 else { return arn }
        parts[5] = type
        return parts[...6].joined(separator: ":")
    }
}
