import JSON
import StatesLanguage

/// A JSON Schema as JSONata that names what is wrong with a value.
///
/// JSONata has no schema validator and Step Functions no `$eval`, so the schema becomes code. Arrays of faults are put
/// together by array constructors, which flatten, rather than by operators, which nest: Step Functions evaluates to a
/// depth of about a hundred.
///
/// Specification: JSON Schema 2020-12, "Validation", without the keywords in `unchecked`.
struct SchemaCheck {
    private static let maximumDepth = 12
    private static let uncheckedKeywords: Set<String> = [
        "patternProperties", "dependentRequired", "dependentSchemas", "if", "then", "else", "propertyNames", "contains",
        "prefixItems", "unevaluatedItems", "unevaluatedProperties", "$dynamicRef",
    ]

    private let root: JSONValue

    init(_ schema: JSONValue) { root = schema }

    /// The keywords that are not checked, each with where it stands.
    var unchecked: [(pointer: String, keyword: String)] {
        var found: [(String, String)] = []
        collect(root, "", depth: 0, &found)
        return found
    }

    private func collect(_ schema: JSONValue, _ pointer: String, depth: Int, _ found: inout [(String, String)]) {
        guard let object = schema.object else { return }
        guard depth <= Self.maximumDepth else { return found.append((pointer, "nested parts")) }
        for (key, value) in object {
            if Self.uncheckedKeywords.contains(key) { found.append((pointer, key)) }
            switch (key, value) {
            case ("properties", .object(let members)):
                for (name, part) in members { collect(part, "\(pointer)/\(name)", depth: depth + 1, &found) }
            case ("items", _), ("additionalProperties", _), ("not", _):
                collect(value, "\(pointer)/\(key)", depth: depth + 1, &found)
            case ("anyOf", .array(let parts)), ("oneOf", .array(let parts)), ("allOf", .array(let parts)):
                for part in parts { collect(part, "\(pointer)/\(key)", depth: depth + 1, &found) }
            default: break
            }
        }
    }

    /// An expression that gives a text, an array of texts or nothing: what is wrong with the value.
    ///
    /// - Parameters:
    ///   - value: an expression.
    ///   - path: what the faults call the value.
    func faults(of value: String, called path: String) -> String {
        "($v0 := \(value); \(list(faults(root, 0, .fixed(path)))))"
    }

    // MARK: Parts

    private enum Path {
        case fixed(String)
        /// The start is in the variable `$p` with that number.
        case computed(Int, rest: String)

        func member(_ name: String) -> Path {
            switch self {
            case .fixed(let text): .fixed("\(text).\(name)")
            case .computed(let level, let rest): .computed(level, rest: "\(rest).\(name)")
            }
        }

        func saying(_ text: String) -> String {
            switch self {
            case .fixed(let start): JSONataText.quote("\(start) \(text)")
            case .computed(let level, let rest): "$p\(level) & \(JSONataText.quote("\(rest) \(text)"))"
            }
        }

        var source: String {
            switch self {
            case .fixed(let text): JSONataText.quote(text)
            case .computed(let level, let rest): "$p\(level) & \(JSONataText.quote(rest))"
            }
        }
    }

    private func list(_ parts: [String]) -> String { "[\(parts.joined(separator: ", "))]" }

    /// Elements of an array of faults of the value in `$v` with that number.
    private func faults(_ schema: JSONValue, _ level: Int, _ path: Path) -> [String] {
        if schema == false { return ["true ? \(path.saying("is not allowed"))"] }
        guard let object = schema.object, level <= Self.maximumDepth else { return [] }
        if let target = object["$ref"]?.string {
            return resolve(target).map { faults($0, level, path) } ?? []
        }
        let value = "$v\(level)"
        let parts =
            valueFaults(object, value, path) + stringFaults(object, value, path) + numberFaults(object, value, path)
            + arrayFaults(object, level, path) + objectFaults(object, level, path)
            + combinationFaults(object, level, path)
        guard let type = object["type"], let (test, words) = typeTest(type, value) else { return parts }
        let complaint = path.saying("must be \(words)")
        return parts.isEmpty
            ? ["$not(\(test)) ? \(complaint)"] : ["$not(\(test)) ? \(complaint) : \(list(parts))"]
    }

    func resolve(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        var value = root
        for step in reference.dropFirst().split(separator: "/") {
            let name = String(step.replacing("~1", with: "/").replacing("~0", with: "~"))
            guard let part = value[name] ?? Int(name).flatMap({ value[$0] }) else { return nil }
            value = part
        }
        return value
    }

    private func typeTest(_ type: JSONValue, _ value: String) -> (test: String, words: String)? {
        let names = type.string.map { [$0] } ?? type.array?.compactMap(\.string) ?? []
        guard !names.isEmpty else { return nil }
        let tests = names.map { name in
            name == "integer"
                ? "($type(\(value)) = \"number\" and $floor(\(value)) = \(value))"
                : "$type(\(value)) = \(JSONataText.quote(name))"
        }
        let article = names.count == 1 && "aio".contains(names[0].prefix(1)) ? "an" : "a"
        return (tests.joined(separator: " or "), "\(article) \(names.joined(separator: " or "))")
    }

    private func valueFaults(_ schema: JSONObject, _ value: String, _ path: Path) -> [String] {
        var parts: [String] = []
        if let allowed = schema["enum"]?.array {
            let test = allowed.map { "\(value) = \(JSONataText.quote($0))" }
            let simple = allowed.allSatisfy { $0.array == nil && $0.object == nil }
            let holds = simple ? "\(value) in \(JSONataText.quote(.array(allowed)))" : test.joined(separator: " or ")
            parts.append("$not(\(holds)) ? \(path.saying("must be one of \(JSONValue.array(allowed).text)"))")
        }
        if let constant = schema["const"] {
            parts.append("\(value) != \(JSONataText.quote(constant)) ? \(path.saying("must be \(constant.text)"))")
        }
        return parts
    }

    private func stringFaults(_ schema: JSONObject, _ value: String, _ path: Path) -> [String] {
        let isString = "$type(\(value)) = \"string\""
        var parts: [String] = []
        if let least = schema["minLength"]?.integer, least > 0 {
            parts.append(
                "\(isString) and $length(\(value)) < \(least) ? "
                    + path.saying(least == 1 ? "must not be empty" : "must have \(least) characters or more"))
        }
        if let most = schema["maxLength"]?.integer {
            parts.append(
                "\(isString) and $length(\(value)) > \(most) ? \(path.saying("must have \(most) characters or fewer"))")
        }
        if let pattern = schema["pattern"]?.string, let literal = Self.regularExpression(pattern) {
            parts.append(
                "\(isString) and $not($contains(\(value), \(literal))) ? \(path.saying("must match \(pattern)"))")
        }
        return parts
    }

    private static func regularExpression(_ pattern: String) -> String? {
        guard !pattern.isEmpty, !pattern.contains(where: \.isNewline) else { return nil }
        var escaped = ""
        var isEscaped = false
        for character in pattern {
            if character == "/", !isEscaped { escaped += "\\" }
            escaped.append(character)
            isEscaped = character == "\\" && !isEscaped
        }
        return "/\(escaped.replacing("§", with: "\\u00a7"))/"
    }

    private func numberFaults(_ schema: JSONObject, _ value: String, _ path: Path) -> [String] {
        let isNumber = "$type(\(value)) = \"number\""
        let bounds = [
            ("minimum", "<", "at least"), ("maximum", ">", "at most"), ("exclusiveMinimum", "<=", "more than"),
            ("exclusiveMaximum", ">=", "less than"),
        ]
        var parts = bounds.compactMap { keyword, comparison, words -> String? in
            guard let bound = schema[keyword], bound.isNumber else { return nil }
            let number = JSONataText.quote(bound)
            return "\(isNumber) and \(value) \(comparison) \(number) ? \(path.saying("must be \(words) \(number)"))"
        }
        if let step = schema["multipleOf"], step.isNumber {
            let number = JSONataText.quote(step)
            parts.append(
                "\(isNumber) and $floor(\(value) / \(number)) * \(number) != \(value) ? "
                    + path.saying("must be a multiple of \(number)"))
        }
        return parts
    }

    private func arrayFaults(_ schema: JSONObject, _ level: Int, _ path: Path) -> [String] {
        let value = "$v\(level)"
        let isArray = "$type(\(value)) = \"array\""
        var parts: [String] = []
        if let least = schema["minItems"]?.integer {
            parts.append(
                "\(isArray) and $count(\(value)) < \(least) ? \(path.saying("must have \(least) elements or more"))")
        }
        if let most = schema["maxItems"]?.integer {
            parts.append(
                "\(isArray) and $count(\(value)) > \(most) ? \(path.saying("must have \(most) elements or fewer"))")
        }
        if schema["uniqueItems"] == true {
            parts.append(
                "\(isArray) and $count($distinct(\(value))) < $count(\(value)) ? "
                    + path.saying("must not have the same element twice"))
        }
        guard let items = schema["items"] else { return parts }
        let next = level + 1
        let inner = faults(items, next, .computed(next, rest: ""))
        if !inner.isEmpty {
            parts.append(
                "\(isArray) ? $filter($map(\(value), function($v\(next), $n\(next)) { ("
                    + "$p\(next) := \(path.source) & \"[\" & $string($n\(next)) & \"]\"; "
                    + "$join(\(list(inner)), \"; \")) }), function($fault) { $fault != \"\" })")
        }
        return parts
    }

    private func objectFaults(_ schema: JSONObject, _ level: Int, _ path: Path) -> [String] {
        let value = "$v\(level)"
        let properties = schema["properties"]?.object ?? [:]
        var parts: [String] = []
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] {
            parts.append(
                "$not($exists($lookup(\(value), \(JSONataText.quote(name))))) ? \(path.member(name).saying("is required"))"
            )
        }
        for (name, part) in properties {
            let inner = faults(part, level + 1, path.member(name))
            guard !inner.isEmpty else { continue }
            let found = "$v\(level + 1)"
            parts.append(
                "($v\(level + 1) := $lookup(\(value), \(JSONataText.quote(name))); $exists(\(found)) ? \(list(inner)))")
        }
        parts += additionalFaults(schema, properties, level, path)
        guard !parts.isEmpty else { return [] }
        return ["$type(\(value)) = \"object\" ? \(list(parts))"]
    }

    private func additionalFaults(
        _ schema: JSONObject, _ properties: JSONObject, _ level: Int, _ path: Path
    ) -> [String] {
        guard schema["additionalProperties"] == false else { return [] }
        let known = JSONValue.array(properties.keys.map(JSONValue.string))
        let test = properties.isEmpty ? "true" : "$not($key in \(JSONataText.quote(known)))"
        return [
            "$map($filter([$keys($v\(level))], function($key) { \(test) }), "
                + "function($key) { \(path.source) & \".\" & $key & \" is not allowed\" })"
        ]
    }

    private func combinationFaults(_ schema: JSONObject, _ level: Int, _ path: Path) -> [String] {
        var parts: [String] = []
        for part in schema["allOf"]?.array ?? [] { parts += faults(part, level, path) }
        func holds(_ part: JSONValue) -> String { "$count(\(list(faults(part, level, path)))) = 0" }
        if let some = schema["anyOf"]?.array, !some.isEmpty {
            parts.append(
                "$not(\(some.map(holds).joined(separator: " or "))) ? \(path.saying("has none of the allowed forms"))")
        }
        if let one = schema["oneOf"]?.array, !one.isEmpty {
            parts.append(
                "$sum([\(one.map { "\(holds($0)) ? 1 : 0" }.joined(separator: ", "))]) != 1 ? "
                    + path.saying("must have exactly one of the allowed forms"))
        }
        if let refused = schema["not"] {
            parts.append("\(holds(refused)) ? \(path.saying("has a form that is not allowed"))")
        }
        return parts
    }
}
