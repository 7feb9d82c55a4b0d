internal import JSON

/// Functions that call a function. Source: jsonata.org, "Higher-order functions".
enum HigherOrderFunctions {
    static var all: [Builtin] {
        [
            Builtin("map", "<af>", arity: 2) { arguments, input, evaluation throws(Fault) in
                guard let elements = arguments.elements(0), let function = arguments[1].function else {
                    return .undefined
                }
                var callback = Callback(function, input: input)
                var results: [JSONValue] = []
                for (index, element) in elements.enumerated() {
                    let result = try callback.call(
                        evaluation, evaluation.value(of: element), .integer(index), .array(elements))
                    if let result = evaluation.element(result) { results.append(result) }
                }
                try evaluation.charge(elements: results.count)
                try evaluation.noteConstruction(of: results)
                return .sequence(results)
            },
            Builtin("filter", "<af>", arity: 2) { arguments, input, evaluation throws(Fault) in
                guard let elements = arguments.elements(0), let function = arguments[1].function else {
                    return .undefined
                }
                var callback = Callback(function, input: input)
                var results: [JSONValue] = []
                for (index, element) in elements.enumerated() {
                    let result = try callback.call(
                        evaluation, evaluation.value(of: element), .integer(index), .array(elements))
                    if result.isTrue(evaluation) { results.append(element) }
                }
                try evaluation.charge(elements: results.count)
                return .sequence(results)
            },
            Builtin("single", "<af?>", arity: 2) { arguments, input, evaluation throws(Fault) in
                guard let elements = arguments.elements(0) else { return .undefined }
                var callback = arguments[1].function.map { Callback($0, input: input) }
                var found: JSONValue?
                for (index, element) in elements.enumerated() {
                    let result = try callback?.call(
                        evaluation, evaluation.value(of: element), .integer(index), .array(elements))
                    guard result?.isTrue(evaluation) ?? true else { continue }
                    if found != nil { throw Fault("D3138", index: index) }
                    found = element
                }
                guard let found else { throw Fault("D3139") }
                return evaluation.value(of: found)
            },
            Builtin("reduce", "<afj?:j>", arity: 3) { arguments, input, evaluation throws(Fault) in
                guard let elements = arguments.elements(0), let function = arguments[1].function else {
                    return .undefined
                }
                guard function.arity >= 2 else { throw Fault("D3050", index: 1) }
                var callback = Callback(function, input: input)
                var result = arguments[2]
                var start = 0
                if result.isUndefined, let first = elements.first {
                    result = evaluation.value(of: first)
                    start = 1
                }
                for index in start..<max(start, elements.count) {
                    result = try callback.call(
                        evaluation, result, evaluation.value(of: elements[index]), .integer(index), .array(elements))
                }
                return result
            },
            Builtin("sift", "<o-f?:o>", arity: 2) { arguments, input, evaluation throws(Fault) in
                guard case .json(.object(let object)) = arguments[0], let function = arguments[1].function else {
                    return .undefined
                }
                var callback = Callback(function, input: input)
                var result = JSONObject()
                for (key, value) in object {
                    let verdict = try callback.call(
                        evaluation, evaluation.value(of: value), .string(key), .json(.object(object)))
                    if verdict.isTrue(evaluation) { result.appendNew(key, value) }
                }
                try evaluation.charge(elements: 2 * result.count)
                return result.isEmpty ? .undefined : .json(.object(result))
            },
            Builtin("each", "<o-f:a>", arity: 2) { arguments, input, evaluation throws(Fault) in
                guard case .json(.object(let object)) = arguments[0], let function = arguments[1].function else {
                    return .undefined
                }
                var callback = Callback(function, input: input)
                var results: [JSONValue] = []
                for (key, value) in object {
                    let result = try callback.call(
                        evaluation, evaluation.value(of: value), .string(key), .json(.object(object)))
                    if let element = evaluation.element(result) { results.append(element) }
                }
                try evaluation.charge(elements: results.count)
                return .sequence(results)
            },
        ]
    }
}
