internal import JSON

/// Functions of many numbers. Source: jsonata.org, "Numeric aggregation functions".
enum AggregationFunctions {
    static var all: [Builtin] {
        [
            Builtin("sum", "<a<n>:n>", arity: 1) { arguments, _, _ in
                arguments.elements(0).map { .number(sum($0)) } ?? .undefined
            },
            Builtin("count", "<a:n>", arity: 1) { arguments, _, _ in
                .integer(arguments.elements(0)?.count ?? 0)
            },
            Builtin("max", "<a<n>:n>", arity: 1) { arguments, _, _ in
                arguments.elements(0).flatMap { $0.lazy.compactMap(\.double).max() }.map(Value.number) ?? .undefined
            },
            Builtin("min", "<a<n>:n>", arity: 1) { arguments, _, _ in
                arguments.elements(0).flatMap { $0.lazy.compactMap(\.double).min() }.map(Value.number) ?? .undefined
            },
            Builtin("average", "<a<n>:n>", arity: 1) { arguments, _, _ in
                guard let elements = arguments.elements(0), !elements.isEmpty else { return .undefined }
                return .number(sum(elements) / Double(elements.count))
            },
        ]
    }

    private static func sum(_ elements: [JSONValue]) -> Double {
        var total = 0.0
        for element in elements {
            switch element {
            case .integer(let number): total += Double(number)
            case .double(let number): total += number
            default: total += element.double ?? 0
            }
        }
        return total
    }
}
