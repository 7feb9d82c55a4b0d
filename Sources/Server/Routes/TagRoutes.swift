internal import JSON
internal import Registry

extension StepFunctionsAPI {
    func tagResource(_ call: Call) {
        call.attempt { () throws(APIError) in
            registry.changeTags(of: try call.arn("resourceArn"), adding: call.tags) { call.answer($0) { [:] } }
        }
    }

    func untagResource(_ call: Call) {
        call.attempt { () throws(APIError) in
            let keys = (call.request["tagKeys"]?.array ?? []).compactMap(\.string)
            registry.changeTags(of: try call.arn("resourceArn"), removing: keys) { call.answer($0) { [:] } }
        }
    }

    func listTagsForResource(_ call: Call) {
        call.answer { () throws(APIError) in
            let arn = try call.arn("resourceArn")
            return ["tags": try rules { () throws(RegistryError) in try registry.tags(of: arn).list }]
        }
    }
}
