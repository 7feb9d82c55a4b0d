internal import JSON

/// The result of tasks that call an HTTP API: `{Headers, ResponseBody, StatusCode, StatusText}`.
enum HTTPTaskResponse {
    static func output(_ response: HTTPResponse) -> JSONValue {
        var headers = JSONObject()
        for header in response.headers {
            headers.update(header.name.lowercased(), default: []) { value in
                value = .array((value.array ?? []) + [.string(header.value)])
            }
        }
        return [
            "Headers": .object(headers), "ResponseBody": body(response),
            "StatusCode": .integer(Int64(response.status)), "StatusText": .string(response.reason),
        ]
    }

    /// The parsed value of a JSON body, the text of any other.
    private static func body(_ response: HTTPResponse) -> JSONValue {
        let type = response.headers.first("Content-Type")?.lowercased() ?? ""
        if type.contains("json"), let value = try? JSONValue(parsing: response.body) { return value }
        return .string(text(response))
    }

    static func text(_ response: HTTPResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    /// A query with these parameters added; a list gives one pair for each element.
    static func query(_ present: String?, adding parameters: JSONObject) -> String? {
        let pairs = parameters.flatMap { name, value in
            (value.array ?? [value]).map { "\(percentEncoded(name))=\(percentEncoded($0.string ?? $0.text))" }
        }
        let all = [present].compactMap { $0?.isEmpty == true ? nil : $0 } + pairs
        return all.isEmpty ? nil : all.joined(separator: "&")
    }

    /// Header lines of an object whose values are strings or lists of them.
    static func headers(_ object: JSONObject) -> [HTTPHeader] {
        object.map { name, value in
            HTTPHeader(name, (value.array ?? [value]).map { $0.string ?? $0.text }.joined(separator: ","))
        }
    }
}
