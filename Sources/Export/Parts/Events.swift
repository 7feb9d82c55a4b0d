extension DeploymentBuilder {
    /// What schedules and rules could not deliver.
    private mutating func addUndelivered() {
        guard !deployment.resources.contains(where: { $0.name == "Undelivered" }) else { return }
        add(
            "Undelivered", .queue,
            .object([
                "MessageRetentionPeriod": 1_209_600, "SqsManagedSseEnabled": has(.kms) ? nil : true,
                "KmsMasterKeyId": has(.kms) ? .attribute("Key", "Arn") : nil, "Tags": tags.list,
            ]),
            comment: "Starts that failed for good; look here when a day has no execution.")
    }

    /// A schedule that starts the main machine.
    mutating func addSchedule() {
        guard let machine = mainMachine, case .text(let alias) = mainAlias() else { return }
        addUndelivered()
        addParameter("Schedule", .text(default: settings.schedule, allowed: []), "rate(…), cron(…) or at(…).")
        addParameter("ScheduleTimeZone", .text(default: "UTC", allowed: []), "The time zone of the schedule.")
        addParameter(
            "ScheduleState", .text(default: "DISABLED", allowed: ["ENABLED", "DISABLED"]),
            "Whether the schedule starts executions.")
        addRole(
            "ScheduleRole", for: "scheduler.amazonaws.com",
            [
                Statement(["states:StartExecution"], on: [alias]),
                Statement(["sqs:SendMessage"], on: [Text(.attribute("Undelivered", "Arn"))]),
            ])
        add(
            "ScheduledStart", .schedule,
            [
                "Description": .constant("Starts \(machine.name)."), "ScheduleExpression": .parameter("Schedule"),
                "ScheduleExpressionTimezone": .parameter("ScheduleTimeZone"), "State": .parameter("ScheduleState"),
                "FlexibleTimeWindow": ["Mode": "OFF"],
                "Target": [
                    "Arn": .text(alias), "RoleArn": .attribute("ScheduleRole", "Arn"), "Input": "{}",
                    "RetryPolicy": ["MaximumRetryAttempts": 10, "MaximumEventAgeInSeconds": 3_600],
                    "DeadLetterConfig": ["Arn": .attribute("Undelivered", "Arn")],
                ],
            ],
            comment: "Decide on the input and the schedule, then set ScheduleState to ENABLED.")
    }

    /// A rule that starts the main machine for events of some sources.
    mutating func addEvents() {
        guard let machine = mainMachine, case .text(let alias) = mainAlias() else { return }
        addUndelivered()
        addRole("EventsRole", for: "events.amazonaws.com", [Statement(["states:StartExecution"], on: [alias])])
        add(
            "EventStart", .eventRule,
            [
                "Description": .constant("Starts \(machine.name) for events."), "State": "ENABLED",
                "EventPattern": .document(["source": .texts(settings.eventSources)]),
                "Targets": [
                    [
                        "Id": "StateMachine", "Arn": .text(alias), "RoleArn": .attribute("EventsRole", "Arn"),
                        "RetryPolicy": ["MaximumRetryAttempts": 10, "MaximumEventAgeInSeconds": 3_600],
                        "DeadLetterConfig": ["Arn": .attribute("Undelivered", "Arn")],
                    ]
                ],
            ],
            comment: "The input is the event. Events may come twice: let the machine tell them by their id.")
        add(
            "UndeliveredPolicy", .queuePolicy,
            [
                "Queues": [.reference(.resource("Undelivered"))],
                "PolicyDocument": .document([
                    "Version": "2012-10-17",
                    "Statement": [
                        [
                            "Effect": "Allow", "Principal": ["Service": "events.amazonaws.com"],
                            "Action": "sqs:SendMessage", "Resource": .attribute("Undelivered", "Arn"),
                            "Condition": ["ArnEquals": ["aws:SourceArn": .attribute("EventStart", "Arn")]],
                        ]
                    ],
                ]),
            ])
    }
}
