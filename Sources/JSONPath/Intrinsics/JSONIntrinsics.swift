import JSON

extension IntrinsicArguments {
    /// `States.StringToJson(text)`
    func stringToJson() throws(IntrinsicFailure) -> JSONValue {
        let text = try string(0)
        do {
            return try JSONValue(parsing: text)
        } catch {
            throw failure("the text is not JSON: \(error)")
        }
    }

    /// `States.JsonMerge(first, second, false)`: members of the second replace those of the first; only one level deep, as
    /// the third argument must say.
    func jsonMerge() throws(IntrinsicFailure) -> JSONValue {
        var merged = try object(0)
        let second = try object(1)
        guard values[2].bool == false else {
            throw failure("only the shallow merge is supported; the third argument must be false")
        }
        for member in second { merged[member.key] = member.value }
        return .object(merged)
    }
}
