internal import JSON

/// Holds a request against its shape, as AWS's front end does before an operation sees it.
struct RequestCheck {
    /// Sentences such as `Value '1001' at 'maxResults' failed to satisfy constraint: …`.
    private var violations: [String] = []

    /// Checks the members of a request.
    ///
    /// - Throws: a SerializationException for a value of another type, a ValidationException that names everything
    ///   that is out of bounds.
    static func check(_ request: JSONObject, against fields: [Field]) throws(APIError) {
        var check = RequestCheck()
        try check.members(request, fields, at: "")
        guard !check.violations.isEmpty else { return }
        let count = check.violations.count
        throw .validation(
            "\(count) validation error\(count == 1 ? "" : "s") detected: \(check.violations.joined(separator: "; "))")
    }

    private mutating func members(_ object: JSONObject, _ fields: [Field], at path: String) throws(APIError) {
        for field in fields {
            let value = object[field.name] ?? .null
            if value.isNull {
                if field.isRequired { violate("null", at: path + field.name, "Member must not be null") }
                continue
            }
            try self.value(value, field.shape, at: path + field.name)
        }
    }

    private mutating func value(_ value: JSONValue, _ shape: Shape, at path: String) throws(APIError) {
        switch (shape, value) {
        case (.text(let rule), .string(let text)): check(text, rule, at: path)
        case (.choice(let values), .string(let text)):
            if !values.contains(text) {
                let set = values.joined(separator: ", ")
                violate("'\(text)'", at: path, "Member must satisfy enum value set: [\(set)]")
            }
        case (.whole(let bounds), _) where value.integer != nil:
            check(value.double ?? 0, bounds, shown: "'\(value.integer ?? 0)'", at: path)
        case (.decimal(let bounds), _) where value.isNumber:
            check(value.double ?? 0, bounds, shown: "'\(value.text)'", at: path)
        case (.truth, .bool): break
        case (.elements(let element, let bounds), .array(let elements)):
            checkLength(elements.count, bounds, shown: "'\(JavaText.text(value, of: shape))'", at: path)
            for (index, item) in elements.enumerated() {
                try self.value(item, element, at: "\(path).\(index + 1).member")
            }
        case (.members(let fields, _), .object(let object)): try members(object, fields, at: path + ".")
        default: throw .serialization(of: value, as: shape)
        }
    }

    private mutating func check(_ text: String, _ rule: Shape.TextRule, at path: String) {
        let shown = rule.isSensitive ? nil : "'\(text)'"
        // Payloads are limited in bytes, everything else in characters; no text has more of those than bytes.
        let bytes = text.utf8.count
        let maximum = rule.length.maximum ?? .max
        checkLength(
            rule.isSensitive || bytes <= maximum ? bytes : text.utf16.count, rule.length, shown: shown, at: path)
        if let pattern = rule.pattern, bytes <= maximum, !pattern.matches(text) {
            violate(shown, at: path, "Member must satisfy regular expression pattern: \(pattern.rawValue)")
        }
    }

    private mutating func checkLength(_ length: Int, _ bounds: Shape.Bounds, shown: String?, at path: String) {
        if let minimum = bounds.minimum, length < minimum {
            violate(shown, at: path, "Member must have length greater than or equal to \(minimum)")
        }
        if let maximum = bounds.maximum, length > maximum {
            violate(shown, at: path, "Member must have length less than or equal to \(maximum)")
        }
    }

    private mutating func check(_ number: Double, _ bounds: Shape.Bounds, shown: String, at path: String) {
        if let minimum = bounds.minimum, number < Double(minimum) {
            violate(shown, at: path, "Member must have value greater than or equal to \(minimum)")
        }
        if let maximum = bounds.maximum, number > Double(maximum) {
            violate(shown, at: path, "Member must have value less than or equal to \(maximum)")
        }
    }

    private mutating func violate(_ value: String?, at path: String, _ constraint: String) {
        let shown = value.map { "Value \($0)" } ?? "Value"
        violations.append("\(shown) at '\(path)' failed to satisfy constraint: \(constraint)")
    }
}

extension APIError {
    /// A JSON value of a type that cannot stand there.
    fileprivate static func serialization(of value: JSONValue, as shape: Shape) -> APIError {
        switch (value, shape) {
        case (.object, _): .serialization("Start of structure or map found where not expected.")
        case (.array, _): .serialization("Start of list found where not expected.")
        case (_, .elements): .serialization("Expected list or null")
        case (_, .members): .serialization("Expected structure or null")
        case (.string, _): .serialization("STRING_VALUE can not be converted to \(shape.javaType)")
        case (.bool(true), _): .serialization("TRUE_VALUE can not be converted to \(shape.javaType)")
        case (.bool(false), _): .serialization("FALSE_VALUE can not be converted to \(shape.javaType)")
        case (.double, _): .serialization("DECIMAL_VALUE can not be converted to \(shape.javaType)")
        default: .serialization("NUMBER_VALUE can not be converted to \(shape.javaType)")
        }
    }
}

extension Shape {
    /// The type in the words of a SerializationException.
    fileprivate var javaType: String {
        switch self {
        case .text, .choice: "a String"
        case .whole: "an Integer"
        case .decimal: "a Float"
        case .truth: "a Boolean"
        case .elements: "a List"
        case .members: "a Structure"
        }
    }
}
