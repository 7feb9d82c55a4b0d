internal import JSON
internal import Registry

extension StepFunctionsAPI {
    func publishStateMachineVersion(_ call: Call) {
        call.attempt { () throws(APIError) in
            let arn = try call.arn("stateMachineArn")
            registry.publishVersion(
                of: arn, revisionID: call.string("revisionId"), description: call.string("description"),
                nowMilliseconds: call.nowMilliseconds
            ) {
                call.answer($0) { published in
                    [
                        "creationDate": .timestamp(milliseconds: published.milliseconds),
                        "stateMachineVersionArn": .string("\(arn.text):\(published.version ?? 0)"),
                    ]
                }
            }
        }
    }

    func deleteStateMachineVersion(_ call: Call) {
        call.attempt { () throws(APIError) in
            registry.deleteVersion(try call.arn("stateMachineVersionArn")) { call.answer($0) { [:] } }
        }
    }

    func listStateMachineVersions(_ call: Call) {
        call.answer { () throws(APIError) in
            let arn = try call.arn("stateMachineArn")
            let versions = try rules { () throws(RegistryError) in try registry.versions(of: arn) }
            return try call.page(versions, as: "stateMachineVersions", key: { String($0.number) }) { version in
                [
                    "stateMachineVersionArn": .string("\(arn.text):\(version.number)"),
                    "creationDate": .timestamp(milliseconds: version.creationMilliseconds),
                ]
            }
        }
    }
}
