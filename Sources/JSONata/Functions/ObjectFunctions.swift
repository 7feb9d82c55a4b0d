internal import JSON

/// Functions of objects. Source: jsonata.org, "Object functions".
enum ObjectFunctions {
    static var all: [Builtin] {
        [
            Builtin("keys", "<x-:a<s>>", arity: 1) { arguments, _, evaluation throws(Fault) in
                guard let element = evaluation.element(arguments[0]) else { return .undefined }
                let keys = keys(of: element)
                try evaluation.charge(elements: keys.count)
                return .sequence(keys)
            },
            Builtin("lookup", "<x-s:x>", arity: 2) { arguments, _, evaluation in
                guard let name = arguments.string(1) else { return .undefined }
                return evaluation.lookUp(FieldName(name), in: arguments[0])
            },
            Builtin("spread", "<x-:a<o>>", arity: 1) { arguments, _, evaluation throws(Fault) in
                if let elements = arguments[0].elements {
                    let members = elements.flatMap(spread)
                    try evaluation.charge(elements: 3 * members.count)
                    return elements.isEmpty ? .undefined : .array(members)
                }
                guard case .json(.object(let object)) = arguments[0] else { return arguments[0] }
                try evaluation.charge(elements: 3 * object.count)
                return .sequence(spread(.object(object)))
            },
            Builtin("merge", "<a<o>:o>", arity: 1) { arguments, _, evaluation throws(Fault) in
                guard let elements = arguments.elements(0) else { return .undefined }
                var merged = elements.first?.object ?? JSONObject()
                for element in elements.dropFirst() {
                    for member in element.object ?? JSONObject() { merged[member.key] = member.value }
                }
                try evaluation.charge(elements: 2 * merged.count)
                return .json(.object(merged))
            },
            Builtin("clone", "<(oa)-:o>", arity: 1) { arguments, _, _ in arguments[0] },
        ]
    }

    private static func keys(of value: JSONValue) -> [JSONValue] {
        switch value {
        case .object(let object): return object.map { .string($0.key) }
        case .array(let elements):
            var known = JSONObject()
            for element in elements {
                for case .string(let key) in keys(of: element) { known[key] = .null }
            }
            return known.map { .string($0.key) }
        default: return []
        }
    }

    private static func spread(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let elements): elements.flatMap(spread)
        case .object(let object): object.map { .object([$0.key: $0.value]) }
        default: [value]
        }
    }
}
