internal import JSON
internal import Registry

extension StepFunctionsAPI {
    func createActivity(_ call: Call) {
        call.attempt { () throws(APIError) in
            let name = call.string("name") ?? ""
            try rules { () throws(RegistryError) in try ResourceName.check(name) }
            registry.createActivity(
                name: name, encryption: try call.encryption ?? Defaults.encryption, tags: call.tags,
                nowMilliseconds: call.nowMilliseconds
            ) { [scope = registry.scope] in
                call.answer($0) { activity in
                    [
                        "activityArn": .string(scope.activity(name)),
                        "creationDate": .timestamp(milliseconds: activity.creationMilliseconds),
                    ]
                }
            }
        }
    }

    func deleteActivity(_ call: Call) {
        call.attempt { () throws(APIError) in
            registry.deleteActivity(try call.arn("activityArn")) { call.answer($0) { [:] } }
        }
    }

    func describeActivity(_ call: Call) {
        call.answer { () throws(APIError) in
            let arn = try call.arn("activityArn")
            let activity = try rules { () throws(RegistryError) in try registry.activity(arn) }
            return [
                "activityArn": .string(arn.text), "name": .string(activity.name),
                "creationDate": .timestamp(milliseconds: activity.creationMilliseconds),
                "encryptionConfiguration": .object(activity.encryption),
            ]
        }
    }

    func listActivities(_ call: Call) {
        call.answer { () throws(APIError) in
            let activities = try rules { () throws(RegistryError) in try registry.activities() }
            return try call.page(activities, as: "activities", key: \.name) { activity in
                [
                    "activityArn": .string(registry.scope.activity(activity.name)), "name": .string(activity.name),
                    "creationDate": .timestamp(milliseconds: activity.creationMilliseconds),
                ]
            }
        }
    }
}
