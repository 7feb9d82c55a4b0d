import JSON
import JSONPath
import JSONata
import StatesLanguage

extension EvaluationScope {
    /// A whole number that a field gives or computes. `field` is its name without `Path`.
    mutating func evaluate(_ number: IntegerField, field: String) throws(StateFailure) -> Int64 {
        switch number {
        case .literal(let value): return value
        case .path(let path):
            let value = try value(at: path)
            guard let integer = value.integer ?? value.string.flatMap({ Int64($0) }) else {
                throw .invalid(field, value, "integer", path)
            }
            return integer
        case .expression(let expression):
            let value = try evaluate(expression, field: field, expected: "number") { $0.isNumber }
            guard let integer = value.integer else {
                throw .evaluation(
                    "The JSONata expression '\(expression.source)' specified for the field '\(field)' returned an "
                        + "unexpected result type. Expected 'integer', but was 'number' for value: \(value.text)",
                    location: field)
            }
            return integer
        }
    }

    /// The same, where neither nothing nor less will do.
    mutating func positive(_ number: IntegerField, field: String) throws(StateFailure) -> Int64 {
        let value = try evaluate(number, field: field)
        guard value <= 0 else { return value }
        let cause = "\(field) must be positive, but was \(value)."
        throw queryLanguage == .jsonata ? .evaluation(cause, location: field) : .runtime(cause)
    }

    /// A number that a field gives or computes.
    mutating func evaluate(_ number: NumberField, field: String) throws(StateFailure) -> Double {
        switch number {
        case .literal(let value): return value
        case .path(let path):
            let value = try value(at: path)
            guard let double = value.double ?? value.string.flatMap(Double.init) else {
                throw .invalid(field, value, "float", path)
            }
            return double
        case .expression(let expression):
            return try evaluate(expression, field: field, expected: "number") { $0.isNumber }.double ?? 0
        }
    }

    /// A string that a field gives or computes.
    ///
    /// - Parameter pathField: the name of the field that holds the path, where it is not `field` with `Path` behind it.
    mutating func evaluate(
        _ string: StringField, field: String, pathField: String? = nil
    ) throws(StateFailure) -> String {
        let pathField = pathField ?? "\(field)Path"
        switch string {
        case .literal(let text): return text
        case .path(let path):
            return try text(evaluate(path, namedField: pathField), path.text, pathField)
        case .intrinsic(let intrinsic):
            return try text(evaluate(intrinsic), intrinsic.text, pathField)
        case .expression(let expression):
            return try evaluate(expression, field: field, expected: "string") { $0.string != nil }.string ?? ""
        }
    }

    private func text(_ value: JSONValue, _ source: String, _ field: String) throws(StateFailure) -> String {
        guard let text = value.string else {
            throw .runtime(
                "The value at '\(source)' specified for the field '\(field)' is not a string: \(value.text)")
        }
        return text
    }
}

extension StateFailure {
    fileprivate static func invalid(_ field: String, _ value: JSONValue, _ kind: String, _ path: Path) -> StateFailure {
        .runtime(
            "The \(field)Path field refers to value \"\(value.string ?? value.text)\" which is not a valid \(kind): "
                + path.text)
    }
}
