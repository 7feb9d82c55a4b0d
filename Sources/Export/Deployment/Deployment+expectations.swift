extension Deployment {
    /// What a person does after the first deployment.
    var tasksAfterwards: [String] {
        resources.compactMap { resource in
            guard case .other(let type, _) = resource.body else { return nil }
            return switch type {
            case .secret:
                "`\(resource.name)` holds a placeholder: put the real secret in its place with `aws secretsmanager put-secret-value`, and deploy again."
            case .subscription: "Confirm the subscription that AWS mails for the alarms."
            case .bucket where resource.comment?.hasPrefix("Holds") == true:
                "`\(resource.name)` is empty: copy the files of the local folder into it with `aws s3 sync`."
            case .schedule: "The schedule is disabled: set `ScheduleState` to `ENABLED`."
            default: nil
            }
        }
    }

    /// What policies name and the stack does not bring along, and the models that are asked.
    mutating func expect(_ policies: [[Statement]]) {
        var things: Set<String> = []
        var models: Set<String> = []
        for resource in policies.flatMap({ $0 }).flatMap(\.resources) {
            guard let arn = resource.expectedAddress, let parts = TargetARN(arn) else { continue }
            if let model = parts.name(after: "foundation-model/") {
                models.insert(model)
            } else if Self.isExpected(parts) {
                things.insert(arn)
            }
        }
        expectations = things.sorted().map { "`\($0)` has to be there: a workflow names it." }
        if !models.isEmpty {
            let list = models.sorted().map { "`\($0)`" }.joined(separator: ", ")
            expectations.append("The account needs access to the models \(list) in Amazon Bedrock.")
        }
    }

    /// Services that bring these along themselves.
    private static func isExpected(_ arn: TargetARN) -> Bool {
        let own = [
            "rule/StepFunctions", "secret:events!", "catalog", "workgroup/primary", "event-bus/default",
            "inference-profile/",
        ]
        return !arn.resource.contains("*") && !own.contains { arn.resource.hasPrefix($0) }
    }
}

extension Text {
    /// The address with `REGION` and `ACCOUNT` for those of the deployment; nil where it is the stack's.
    fileprivate var expectedAddress: String? {
        var address = ""
        for part in parts {
            switch part {
            case .constant(let text): address += text
            case .reference(.partition): address += "aws"
            case .reference(.region): address += "REGION"
            case .reference(.account): address += "ACCOUNT"
            case .reference: return nil
            }
        }
        // Objects are expected by their bucket.
        guard address.hasPrefix("arn:aws:s3:::") else { return address.hasPrefix("arn:") ? address : nil }
        return String(address.prefix { $0 != "/" })
    }
}
