internal import JSON

/// Functions of truth and kind. Source: jsonata.org, "Boolean functions".
enum BooleanFunctions {
    static var all: [Builtin] {
        [
            Builtin("boolean", "<x-:b>", arity: 1) { arguments, _, evaluation in
                arguments[0].isUndefined ? .undefined : .bool(arguments[0].isTrue(evaluation))
            },
            Builtin("not", "<x-:b>", arity: 1) { arguments, _, evaluation in
                arguments[0].isUndefined ? .undefined : .bool(!arguments[0].isTrue(evaluation))
            },
            Builtin("exists", "<x:b>", arity: 1) { arguments, _, _ in .bool(!arguments[0].isUndefined) },
            Builtin("type", "<x:s>", arity: 1) { arguments, _, _ in
                switch arguments[0] {
                case .undefined, .unbound: .undefined
                case .json(let value): .string(value.kind)
                case .function: .string("function")
                default: .string("array")
                }
            },
        ]
    }
}
