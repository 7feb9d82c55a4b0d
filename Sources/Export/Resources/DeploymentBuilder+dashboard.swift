import AgentStates

extension DeploymentBuilder {
    /// A row of graphs for each machine, and one for the models.
    mutating func addDashboard() {
        var widgets: [Value] = []
        for (row, machine) in project.machines.enumerated() {
            let name = Value.text(inventory.arn(ofMachine: machine.name))
            let counts = ["ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut"]
            widgets.append(
                Self.graph(
                    "\(machine.name): executions", row: row, column: 0, statistic: "Sum",
                    counts.map { ["AWS/States", .constant($0), "StateMachineArn", name] }))
            widgets.append(
                Self.graph(
                    "\(machine.name): duration", row: row, column: 1, statistic: "p95",
                    [["AWS/States", "ExecutionTime", "StateMachineArn", name]]))
        }
        if !models.isEmpty {
            let tokens = models.flatMap { model in
                ["InputTokenCount", "OutputTokenCount"].map { metric -> Value in
                    ["AWS/Bedrock", .constant(metric), "ModelId", .constant(model)]
                }
            }
            widgets.append(
                Self.graph("Tokens", row: project.machines.count, column: 0, statistic: "Sum", tokens))
        }
        add(
            "Dashboard", .dashboard,
            ["DashboardName": .reference(.stack), "DashboardBody": .encoded(["widgets": .list(widgets)])])
    }

    private static func graph(
        _ title: String, row: Int, column: Int, statistic: String, _ metrics: [Value]
    ) -> Value {
        [
            "type": "metric", "x": .integer(Int64(column * 12)), "y": .integer(Int64(row * 6)), "width": 12,
            "height": 6,
            "properties": [
                "title": .constant(title), "region": .reference(.region), "stat": .constant(statistic), "period": 300,
                "view": "timeSeries", "metrics": .list(metrics),
            ],
        ]
    }

    /// A budget for what carries the stack's tag, where the configuration has one.
    mutating func addBudget() {
        guard let budget = settings.budget else { return }
        addParameter("BudgetUSD", .number(default: budget.dollars, minimum: 1), "What the stack may cost in a month.")
        addParameter("BudgetEmail", .text(default: budget.email, allowed: []), "Who is told at 80 % of the budget.")
        add(
            "Budget", .budget,
            [
                "Budget": [
                    "BudgetType": "COST", "TimeUnit": "MONTHLY",
                    "BudgetLimit": ["Amount": .parameter("BudgetUSD"), "Unit": "USD"],
                    "CostFilters": ["TagKeyValue": ["user:Stack$\(.stack)"]],
                ],
                "NotificationsWithSubscribers": [
                    [
                        "Notification": [
                            "NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80,
                        ],
                        "Subscribers": [["SubscriptionType": "EMAIL", "Address": .parameter("BudgetEmail")]],
                    ]
                ],
            ],
            comment: "Activate the tag 'Stack' as a cost allocation tag. Budgets tell hours late; they stop nothing.")
    }
}
