import AgentStates

extension DeploymentBuilder {
    /// Alarms for failed, timed out, throttled and slow executions and for tokens, and the topic that they go to.
    mutating func addAlarms() {
        add(
            "AlarmTopic", .topic,
            .object(["KmsMasterKeyId": has(.kms) ? .attribute("Key", "Arn") : nil, "Tags": tags.list]))
        if let email = settings.email {
            addParameter("AlarmEmail", .text(default: email, allowed: []), "Who is told of alarms.")
            add(
                "AlarmSubscription", .subscription,
                [
                    "TopicArn": .reference(.resource("AlarmTopic")), "Protocol": "email",
                    "Endpoint": .parameter("AlarmEmail"),
                ])
        }
        addParameter(
            "SlowMilliseconds", .number(default: settings.p95Seconds * 1_000, minimum: 1),
            "The time within which 95 of 100 executions should end.")
        for machine in project.machines { addAlarms(machine.name) }
        addTokenAlarm()
        addOutput("AlarmTopicArn", .reference(.resource("AlarmTopic")), "Subscribe here to be told of alarms.")
    }

    private mutating func addAlarms(_ machine: String) {
        let name = inventory.names.name(.machine, machine)
        for (suffix, metric, text) in [
            ("Failed", "ExecutionsFailed", "failed"), ("TimedOut", "ExecutionsTimedOut", "timed out"),
            ("Throttled", "ExecutionThrottled", "were throttled"),
        ] {
            addAlarm(
                "\(name)\(suffix)Alarm", "Executions of \(machine) \(text).", machine: name,
                ["MetricName": .constant(metric), "Statistic": "Sum", "Threshold": 1, "EvaluationPeriods": 1])
        }
        addAlarm(
            "\(name)SlowAlarm", "Of 20 executions of \(machine), more than one took too long.", machine: name,
            [
                "MetricName": "ExecutionTime", "ExtendedStatistic": "p95", "Threshold": .parameter("SlowMilliseconds"),
                "EvaluationPeriods": 3,
            ])
    }

    private mutating func addAlarm(_ name: String, _ description: String, machine: String, _ measure: Value) {
        guard case .object(let members) = measure else { return }
        add(
            name, .alarm,
            .object(
                [
                    .init(name: "AlarmDescription", value: .constant(description)),
                    .init(name: "Namespace", value: "AWS/States"),
                    .init(
                        name: "Dimensions",
                        value: [["Name": "StateMachineArn", "Value": .reference(.resource(machine))]]),
                ] + members + [
                    .init(name: "Period", value: 300),
                    .init(name: "ComparisonOperator", value: "GreaterThanOrEqualToThreshold"),
                    .init(name: "TreatMissingData", value: "notBreaching"),
                    .init(name: "AlarmActions", value: [.reference(.resource("AlarmTopic"))]),
                ]))
    }

    /// The models that agents ask, sorted.
    var models: [String] { Set(project.machines.flatMap(\.requirements.models)).sorted() }

    /// The most metrics that one alarm can add up, two for each model.
    private static let maximumModels = 4

    private mutating func addTokenAlarm() {
        let models = models.prefix(Self.maximumModels)
        guard !models.isEmpty else { return }
        addParameter(
            "TokensPerHour", .number(default: settings.tokensPerHour, minimum: 1),
            "How many tokens the models may use in an hour before an alarm.")
        let metrics = models.enumerated().flatMap { index, model in
            ["InputTokenCount", "OutputTokenCount"].enumerated().map { kind, metric -> Value in
                [
                    "Id": .constant("m\(index * 2 + kind)"), "ReturnData": false,
                    "MetricStat": [
                        "Metric": [
                            "Namespace": "AWS/Bedrock", "MetricName": .constant(metric),
                            "Dimensions": [["Name": "ModelId", "Value": .constant(model)]],
                        ],
                        "Period": 3_600, "Stat": "Sum",
                    ],
                ]
            }
        }
        add(
            "TokensAlarm", .alarm,
            [
                "AlarmDescription": "The models of the agents used many tokens in an hour.",
                "Metrics": .list(
                    [["Id": "tokens", "Label": "Tokens", "Expression": "SUM(METRICS())", "ReturnData": true]] + metrics),
                "Threshold": .parameter("TokensPerHour"), "EvaluationPeriods": 1,
                "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching",
                "AlarmActions": [.reference(.resource("AlarmTopic"))],
            ])
    }
}
