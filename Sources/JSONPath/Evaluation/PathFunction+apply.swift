import JSON

extension PathFunction.Name {
    /// The result of the function for the value that the path leads to.
    ///
    /// With arguments `min`, `max`, `avg`, `sum`, `stddev` and `length` also or instead take those: `$.sum($..price)`.
    func apply(to value: JSONValue, _ arguments: [JSONValue]) throws(PathEvaluationError) -> JSONValue {
        switch self {
        case .length, .size: return length(arguments.first ?? value)
        case .min: return .double(try numbers(value, arguments).reduce(.infinity, Swift.min))
        case .max: return .double(try numbers(value, arguments).reduce(-.infinity, Swift.max))
        case .sum: return .double(try numbers(value, arguments).reduce(0, +))
        case .avg:
            let numbers = try numbers(value, arguments)
            return .double(numbers.reduce(0, +) / Double(numbers.count))
        case .stddev:
            let numbers = try numbers(value, arguments)
            let mean = numbers.reduce(0, +) / Double(numbers.count)
            return .double((numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)).squareRoot())
        case .keys:
            guard case .object(let object) = value else { return .null }
            return .array(object.keys.map { .string($0) })
        case .concat: return .string(concatenated(value, arguments))
        case .append:
            guard case .array(let elements) = value else { return value }
            return .array(elements + arguments)
        case .first: return try element(0, of: value)
        case .last: return try element(-1, of: value)
        case .index:
            guard let position = arguments.first?.integer, let place = Int32(exactly: position) else {
                throw .functionFailed("index() takes the position of an element")
            }
            return try element(Int(place), of: value)
        }
    }

    private func length(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .integer(Int64(elements.count))
        case .object(let object): .integer(Int64(object.count))
        default: .null
        }
    }

    private func numbers(_ value: JSONValue, _ arguments: [JSONValue]) throws(PathEvaluationError) -> [Double] {
        var found: [Double] = []
        for value in [value] + arguments {
            if case .array(let elements) = value {
                found += elements.compactMap(\.double)
            } else if !arguments.isEmpty, let number = value.double {
                found.append(number)
            }
        }
        guard !found.isEmpty else {
            throw .functionFailed("Aggregation function attempted to calculate value using empty array")
        }
        return found
    }

    private func concatenated(_ value: JSONValue, _ arguments: [JSONValue]) -> String {
        var texts: [String] = []
        for value in [value] + arguments {
            switch value {
            case .string(let text): texts.append(text)
            case .array(let elements): texts += elements.compactMap(\.string)
            case _ where value.isNumber: texts.append(value.text)
            default: break
            }
        }
        return texts.joined()
    }

    private func element(_ position: Int, of value: JSONValue) throws(PathEvaluationError) -> JSONValue {
        guard case .array(let elements) = value else { throw .functionFailed("\(rawValue)() needs an array") }
        let place = position < 0 ? elements.count + position : position
        guard elements.indices.contains(place) else {
            throw .functionFailed("\(rawValue)(): the array has no element at \(position)")
        }
        return elements[place]
    }
}
