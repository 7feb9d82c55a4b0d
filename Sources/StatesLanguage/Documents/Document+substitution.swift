import JSON

extension Document {
    /// The document with each `${Token}` in a string replaced by its value, as CloudFormation and SAM do with
    /// `DefinitionSubstitutions`.
    ///
    /// Where a token is the whole value of a field that takes a number, such as `"TimeoutSeconds": "${Limit}"`, its value
    /// becomes one.
    ///
    /// - Returns: the new document and the tokens without a value, each with the place of its string.
    package func substituting(
        _ values: [String: String]
    ) -> (document: Document, unresolved: [(token: String, location: Location)]) {
        var substitution = Substitution(values: values)
        let value = substitution.apply(to: self.value, at: .root, isASL: true)
        return (Document(value: value, map: map), substitution.unresolved)
    }
}

private struct Substitution {
    let values: [String: String]
    private(set) var unresolved: [(token: String, location: Location)] = []

    init(values: [String: String]) { self.values = values }

    /// Fields whose contents are the author's own, so that a name says nothing of what the value must be.
    private static let payloads: Set<String> = [
        "Parameters", "Arguments", "Output", "Assign", "Result", "ResultSelector", "ItemSelector", "Items",
        "BatchInput",
    ]
    private static let numbers: Set<String> = [
        "Seconds", "TimeoutSeconds", "HeartbeatSeconds", "IntervalSeconds", "MaxAttempts", "BackoffRate",
        "MaxDelaySeconds", "MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage", "MaxItems",
        "MaxItemsPerBatch", "MaxInputBytesPerBatch", "NumericEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
        "NumericLessThan", "NumericLessThanEquals",
    ]

    /// - Parameter isASL: whether names are those of the language, outside payloads.
    mutating func apply(to value: JSONValue, at place: Location, isASL: Bool) -> JSONValue {
        switch value {
        case .string(let text):
            let replaced = replaceTokens(in: text, at: place)
            if isASL, replaced != text, case .member(_, let name) = place, Self.numbers.contains(name),
                let number = try? JSONValue(parsing: replaced), number.isNumber
            {
                return number
            }
            return .string(replaced)
        case .array(let elements):
            return .array(elements.enumerated().map { apply(to: $1, at: place.element($0), isASL: isASL) })
        case .object(let object):
            return .object(
                JSONObject(
                    object.map { name, value in
                        let inside = isASL && !Self.payloads.contains(name)
                        return (name, apply(to: value, at: place.member(name), isASL: inside))
                    }))
        default: return value
        }
    }

    private mutating func replaceTokens(in text: String, at place: Location) -> String {
        guard text.contains("${") else { return text }
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            let body = rest[start.upperBound...]
            let name = body.prefix { $0.isLetter || $0.isNumber || "_.:-".contains($0) }
            guard !name.isEmpty, name.endIndex < body.endIndex, body[name.endIndex] == "}" else {
                result += "${"
                rest = body
                continue
            }
            if let value = values[String(name)] {
                result += value
            } else {
                unresolved.append((String(name), place))
                result += "${\(name)}"
            }
            rest = body[body.index(after: name.endIndex)...]
        }
        return result + rest
    }
}
