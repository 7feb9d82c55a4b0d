internal import JSON

/// The members that optimized integrations of the older kind add to a response.
enum SDKMetadata {
    static func members(status: Int, headers: [HTTPHeader], requestID: String) -> (http: JSONValue, response: JSONValue)
    {
        var all = JSONObject()
        var single = JSONObject()
        for header in headers {
            all.update(header.name, default: []) { value in
                var values = value.array ?? []
                value = .null
                values.append(.string(header.value))
                value = .array(values)
            }
        }
        for header in headers.sorted(by: { $0.name.lowercased() < $1.name.lowercased() }) {
            single[header.name] = .string(header.value)
        }
        let http: JSONObject = [
            "AllHttpHeaders": .object(all), "HttpHeaders": .object(single), "HttpStatusCode": .integer(Int64(status)),
        ]
        return (.object(http), ["RequestId": .string(requestID)])
    }
}
