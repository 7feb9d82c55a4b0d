internal import JSON

/// Holds a JSON value against a shape of an API model.
struct ShapeCheck {
    /// The shapes by name, as `MockModels` reads them.
    let shapes: JSONObject
    /// Whether required members must be there.
    let isStrict: Bool
    /// A member of the response that may be anything.
    let isFree: String?

    /// - Parameter field: the member that the value is of; none for the response itself.
    func check(_ value: JSONValue, _ shapeName: String, field: String?) throws(APIError) {
        guard let shape = shapes[shapeName], let type = shape["type"]?.string, !value.isNull else { return }
        switch type {
        case "structure": try checkStructure(value, shape, field)
        case "list":
            guard let elements = value.array else { throw mismatch(field, "an array") }
            try checkLength(elements.count, shape, field)
            for element in elements { try check(element, shape["member"]?.string ?? "", field: field) }
        case "map":
            guard let members = value.object else { throw mismatch(field, "an object") }
            for member in members { try check(member.value, shape["value"]?.string ?? "", field: member.key) }
        case "string", "timestamp", "blob", "character":
            guard let text = value.string else { throw mismatch(field, "a string") }
            try checkLength(text.utf8.count, shape, field)
            try checkEnumeration(text, shape, field)
        case "integer", "long", "float", "double", "bigdecimal":
            guard let number = value.double else { throw mismatch(field, "a number") }
            try checkRange(number, shape, field)
        case "boolean":
            guard value.bool != nil else { throw mismatch(field, "a boolean") }
        default: break
        }
    }

    private func checkStructure(_ value: JSONValue, _ shape: JSONValue, _ field: String?) throws(APIError) {
        guard let object = value.object else { throw mismatch(field, "an object") }
        if isStrict {
            for name in (shape["required"]?.array ?? []).compactMap(\.string) where !object.contains(name) {
                throw problem("Required field '\(name)' is missing")
            }
        }
        for (name, member) in shape["members"]?.object ?? [:] where !(field == nil && name == isFree) {
            guard let value = object[name] else { continue }
            try check(value, member.string ?? "", field: name)
        }
    }

    private func checkLength(_ length: Int, _ shape: JSONValue, _ field: String?) throws(APIError) {
        if let minimum = shape["min"]?.integer, length < minimum {
            throw problem("Field '\(field ?? "")' is smaller than the minimum length")
        }
        if let maximum = shape["max"]?.integer, length > maximum {
            throw problem("Field '\(field ?? "")' exceeds the maximum length")
        }
    }

    private func checkRange(_ number: Double, _ shape: JSONValue, _ field: String?) throws(APIError) {
        if let minimum = shape["min"]?.double, number < minimum {
            throw problem("Field '\(field ?? "")' is less than the minimum value")
        }
        if let maximum = shape["max"]?.double, number > maximum {
            throw problem("Field '\(field ?? "")' exceeds the maximum value")
        }
    }

    private func checkEnumeration(_ text: String, _ shape: JSONValue, _ field: String?) throws(APIError) {
        guard let values = shape["enum"]?.array, !values.contains(.string(text)) else { return }
        throw problem("Field '\(field ?? "")' is not one of the allowed values")
    }

    private func mismatch(_ field: String?, _ kind: String) -> APIError {
        problem("Field '\(field ?? "")' must be \(kind)")
    }

    private func problem(_ text: String) -> APIError { .validation("Mock result schema validation error: \(text)") }
}
