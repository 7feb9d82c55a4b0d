import StatesLanguage

extension DeploymentBuilder {
    /// A state machine with its log group, its role, and in other formats than SAM its version and alias.
    mutating func addMachine(_ machine: SourceMachine, _ definition: ExportedDefinition, _ policy: [Statement]) {
        let name = inventory.names.name(.machine, machine.name)
        let physical = inventory.physicalName(ofMachine: machine.name)
        addParameter(
            "LogLevel",
            .text(default: settings.logLevel.rawValue, allowed: ExportSettings.LogLevel.allCases.map(\.rawValue)),
            "Which events of executions are logged.")
        addLogGroup("\(name)LogGroup", "/aws/vendedlogs/states/\(physical)")
        addRole(
            "\(name)Role", for: "states.amazonaws.com", from: inventory.arn(ofMachine: machine.name),
            policy + Self.observation + key(for: ["kms:Decrypt", "kms:GenerateDataKey"]))
        deployment.resources.append(
            Deployment.Resource(
                name: name,
                body: .machine(
                    MachineBody(
                        name: machine.name, physicalName: physical, definition: definition,
                        isExpress: settings.isExpress, role: .attribute("\(name)Role", "Arn"),
                        logging: [
                            "Level": .parameter("LogLevel"), "IncludeExecutionData": true,
                            "Destinations": [
                                ["CloudWatchLogsLogGroup": ["LogGroupArn": .attribute("\(name)LogGroup", "Arn")]]
                            ],
                        ],
                        tracing: ["Enabled": true],
                        encryption: has(.kms)
                            ? [
                                "Type": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": .attribute("Key", "Arn"),
                                "KmsDataKeyReusePeriodSeconds": 300,
                            ] : nil,
                        tags: tags, alias: settings.alias)),
                comment: machine.machine.comment))
    }

    mutating func addLogGroup(_ name: String, _ physicalName: Text) {
        addParameter(
            "LogRetentionDays", .number(default: settings.logRetentionDays, minimum: 1), "How long logs are kept.")
        add(
            name, .logGroup,
            .object([
                "LogGroupName": .text(physicalName), "RetentionInDays": .parameter("LogRetentionDays"),
                "KmsKeyId": has(.kms) ? .attribute("Key", "Arn") : nil, "Tags": tags.list,
            ]))
    }

    /// Logs and traces; the services know no addresses for these actions.
    private static let observation = [
        Statement(
            [
                "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups",
                "logs:DescribeResourcePolicies", "logs:GetLogDelivery", "logs:ListLogDeliveries",
                "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
            ], on: [Statement.everything], comment: "Delivery of logs and traces; the services know no addresses here."),
        Statement(tracing, on: [Statement.everything]),
    ]

    static let tracing = [
        "xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
    ]
}
