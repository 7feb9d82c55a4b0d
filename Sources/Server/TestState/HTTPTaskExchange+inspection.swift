internal import JSON
internal import Tasks

extension HTTPTaskExchange {
    /// Adds `request` and `response` to the inspection data.
    ///
    /// Source: API reference, InspectionDataRequest and InspectionDataResponse; what a connection adds is secret.
    func write(to data: inout JSONObject, revealsSecrets: Bool) {
        let request = revealsSecrets ? sent : defined
        let scheme = JSONValue.string(String(request.url.prefix { $0 != ":" }))
        data["request"] = [
            "protocol": scheme, "method": .string(request.method), "url": .string(request.url),
            "headers": .string(request.headers.shown), "body": .string(String(decoding: request.body, as: UTF8.self)),
        ]
        guard let response else { return }
        data["response"] = [
            "protocol": scheme, "statusCode": .string(String(response.status)),
            "statusMessage": .string(response.reason), "headers": .string(response.headers.shown),
            "body": .string(String(decoding: response.body, as: UTF8.self)),
        ]
    }
}

extension [HTTPHeader] {
    /// `[NAME: VALUE, …]`
    fileprivate var shown: String { "[\(map { "\($0.name): \($0.value)" }.joined(separator: ", "))]" }
}
