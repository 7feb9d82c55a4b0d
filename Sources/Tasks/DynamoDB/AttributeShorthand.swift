internal import JSON

/// The plain strings that an optimized DynamoDB task takes where a string attribute is meant: `"id": "7"` for
/// `"id": {"S": "7"}`, also inside of lists and maps.
///
/// Source: the definition of the quorum pattern in AWS's step-functions-workflows-collection, which uses both forms.
enum AttributeShorthand {
    private static let attributeMaps = ["Item", "Key", "ExpressionAttributeValues"]

    /// The parameters of a task with each attribute value written out.
    static func expanded(_ parameters: JSONObject) -> JSONObject {
        var parameters = parameters
        for name in attributeMaps {
            if let attributes = parameters[name]?.object { parameters[name] = .object(expandedValues(attributes)) }
        }
        return parameters
    }

    private static func expandedValues(_ attributes: JSONObject) -> JSONObject {
        JSONObject(attributes.map { (key: $0.key, value: expandedValue($0.value)) })
    }

    private static func expandedValue(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string: ["S": value]
        case .object(let members):
            switch (members.first?.key, members.first?.value) {
            case ("L", .array(let elements)): ["L": .array(elements.map(expandedValue))]
            case ("M", .object(let attributes)): ["M": .object(expandedValues(attributes))]
            default: value
            }
        default: value
        }
    }
}
