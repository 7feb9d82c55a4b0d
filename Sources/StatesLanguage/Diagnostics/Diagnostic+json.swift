package import JSON

extension Diagnostic {
    /// As ValidateStateMachineDefinition answers it: `{"severity", "code", "message", "location"?}`.
    package var json: JSONValue {
        var object = JSONObject()
        object["severity"] = .string(severity.rawValue)
        object["code"] = .string(code)
        object["message"] = .string(message)
        object["location"] = location.map(JSONValue.string)
        return .object(object)
    }
}
