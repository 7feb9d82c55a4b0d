package import JSON

/// A state machine as DescribeStateMachine tells it, or as it is to be.
///
/// Source: Step Functions API Reference, DescribeStateMachine.
package struct DeployedMachine: Sendable {
    package var definition: JSONValue
    /// `STANDARD` or `EXPRESS`; nil where it is not told, and so not compared. The same holds for the others.
    package var type: String?
    package var roleArn: String?
    package var loggingLevel: String?
    package var includesExecutionData: Bool?
    package var isTraced: Bool?
    package var arn: String?

    /// The stack whose machine it is, where its name is the stack's and then that of the local file.
    package func stack(of name: String) -> String? {
        guard let resource = arn.flatMap(TargetARN.init)?.name(after: "stateMachine:") else { return nil }
        let full = resource.prefix { $0 != ":" }
        return full.hasSuffix("-\(name)") ? String(full.dropLast(name.count + 1)) : nil
    }

    package init(definition: JSONValue) { self.definition = definition }

    /// - Parameter description: the answer of DescribeStateMachine.
    /// - Returns: nil where the value has no definition.
    package init?(description: JSONValue) {
        guard let text = description["definition"]?.string, let definition = try? JSONValue(parsing: text) else {
            return nil
        }
        self.init(definition: definition)
        type = description["type"]?.string
        roleArn = description["roleArn"]?.string
        arn = description["stateMachineArn"]?.string
        loggingLevel = description["loggingConfiguration"].map { $0["level"]?.string ?? "OFF" }
        includesExecutionData = description["loggingConfiguration"].map { $0["includeExecutionData"]?.bool ?? false }
        isTraced = description["tracingConfiguration"].map { $0["enabled"]?.bool ?? false }
    }
}
