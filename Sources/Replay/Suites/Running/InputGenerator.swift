import Interpreter
import JSON
import JSONPath

/// Makes inputs that fit a JSON Schema: type, enum, const, properties, required, items, minimum, maximum, lengths.
struct InputGenerator {
    private let schema: JSONValue
    private var randomness: Randomness

    init(schema: JSONValue, seed: UInt64) {
        self.schema = schema
        randomness = Randomness(seed: seed)
    }

    /// The keywords that inputs keep to; a schema with others would promise more than the inputs hold.
    private static let keywords = [
        "type", "enum", "const", "oneOf", "anyOf", "properties", "required", "items", "minItems", "maxItems",
        "minimum", "maximum", "minLength", "maxLength",
    ]
    private static let annotations = [
        "title", "description", "default", "examples", "$schema", "$id", "$comment", "additionalProperties",
    ]

    /// - Throws: `SuiteError` at the first keyword that is not supported.
    static func check(_ schema: SuiteField) throws(SuiteError) {
        for (name, field) in try schema.members() where !(keywords + annotations).contains(name) {
            throw field.error("inputs cannot be made from '\(name)'; supported are \(keywords.joined(separator: ", "))")
        }
        for (_, property) in try schema["properties"]?.members() ?? [] { try check(property) }
        if let items = schema["items"] { try check(items) }
        for name in ["oneOf", "anyOf"] {
            for choice in try schema[name]?.elements() ?? [] { try check(choice) }
        }
    }

    mutating func next() -> JSONValue { value(schema, depth: 0) }

    /// Whether a value fits the schema.
    func accepts(_ value: JSONValue) -> Bool { Self.accepts(value, schema) }

    private mutating func value(_ schema: JSONValue, depth: Int) -> JSONValue {
        if let constant = schema["const"] { return constant }
        if let choices = schema["enum"]?.array ?? schema["oneOf"]?.array ?? schema["anyOf"]?.array, !choices.isEmpty {
            let choice = choices[number(0, Int64(choices.count) - 1)]
            return schema["enum"] == nil ? value(choice, depth: depth + 1) : choice
        }
        switch type(schema) {
        case "object": return object(schema, depth)
        case "array":
            let least = schema["minItems"]?.integer ?? 0
            let most = min(schema["maxItems"]?.integer ?? least + 5, depth > 6 ? least : .max)
            return .array(
                (0..<number(least, max(least, most))).map { _ in
                    value(schema["items"] ?? .object([:]), depth: depth + 1)
                })
        case "string": return string(schema)
        case "integer": return .integer(Int64(bounded(schema)))
        case "number":
            let whole = bounded(schema)
            let upper = schema["maximum"]?.double ?? .infinity
            return .double(min(upper, Double(whole) + randomness.nextFraction()))
        case "boolean": return .bool(number(0, 1) == 1)
        default: return .null
        }
    }

    private mutating func type(_ schema: JSONValue) -> String {
        if let types = schema["type"]?.array, !types.isEmpty {
            return types[number(0, Int64(types.count) - 1)].string ?? "null"
        }
        return schema["type"]?.string ?? (schema["properties"] == nil ? "null" : "object")
    }

    private mutating func object(_ schema: JSONValue, _ depth: Int) -> JSONValue {
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var object = JSONObject()
        for (name, property) in schema["properties"]?.object ?? [:] {
            guard required.contains(name) || (depth < 6 && number(0, 3) > 0) else { continue }
            object[name] = value(property, depth: depth + 1)
        }
        return .object(object)
    }

    private mutating func string(_ schema: JSONValue) -> JSONValue {
        let least = schema["minLength"]?.integer ?? 0
        let most = max(least, schema["maxLength"]?.integer ?? least + 12)
        let letters = Array("abcdefghijklmnopqrstuvwxyz ABC-_0123456789äé漢\"\\".unicodeScalars)
        var text = ""
        for _ in 0..<number(least, most) { text.unicodeScalars.append(letters[number(0, Int64(letters.count) - 1)]) }
        return .string(text)
    }

    /// Often a limit or nearly one: that is where faults are.
    private mutating func bounded(_ schema: JSONValue) -> Int {
        let least = Int64(schema["minimum"]?.double?.rounded(.up) ?? -1_000)
        let most = max(least, Int64(schema["maximum"]?.double?.rounded(.down) ?? Double(least) + 2_000))
        switch number(0, 5) {
        case 0: return Int(least)
        case 1: return Int(most)
        case 2: return Int(min(max(0, least), most))
        default: return number(least, most)
        }
    }

    private mutating func number(_ least: Int64, _ most: Int64) -> Int {
        Int(least + Int64(randomness.next() % UInt64(max(1, most - least + 1))))
    }

    static func accepts(_ value: JSONValue, _ schema: JSONValue) -> Bool {
        if let constant = schema["const"], constant != value { return false }
        if let choices = schema["enum"]?.array, !choices.contains(value) { return false }
        if let choices = schema["oneOf"]?.array ?? schema["anyOf"]?.array,
            !choices.contains(where: { accepts(value, $0) })
        {
            return false
        }
        let types = schema["type"]?.array?.compactMap(\.string) ?? schema["type"]?.string.map { [$0] } ?? []
        let kind = value.kind
        guard types.isEmpty || types.contains(kind) || (types.contains("integer") && value.integer != nil) else {
            return false
        }
        if let number = value.double {
            return number >= schema["minimum"]?.double ?? -.infinity && number <= schema["maximum"]?.double ?? .infinity
        }
        if let text = value.string {
            let count = Int64(text.unicodeScalars.count)
            return count >= schema["minLength"]?.integer ?? 0 && count <= schema["maxLength"]?.integer ?? .max
        }
        if let elements = value.array {
            let count = Int64(elements.count)
            guard count >= schema["minItems"]?.integer ?? 0, count <= schema["maxItems"]?.integer ?? .max else {
                return false
            }
            return elements.allSatisfy { accepts($0, schema["items"] ?? .object([:])) }
        }
        guard let object = value.object else { return true }
        let required = (schema["required"]?.array ?? []).compactMap(\.string)
        return required.allSatisfy(object.contains)
            && object.allSatisfy { accepts($0.value, schema["properties"]?[$0.key] ?? .object([:])) }
    }
}

/// Looks for the smallest input that still fails.
enum InputShrinker {
    /// - Parameters:
    ///   - accepts: whether an input is allowed at all.
    ///   - fails: whether an input shows the fault; `input` does.
    static func smallest(
        _ input: JSONValue, accepts: (JSONValue) -> Bool, fails: (JSONValue) -> Bool
    ) -> JSONValue {
        var smallest = input
        for _ in 0..<500 {
            guard let smaller = candidates(smallest).first(where: { accepts($0) && fails($0) }) else { return smallest }
            smallest = smaller
        }
        return smallest
    }

    /// Values that are a bit smaller, the smallest first.
    private static func candidates(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .object(let object):
            let without = object.map { member -> JSONValue in
                var smaller = object
                smaller[member.key] = nil
                return .object(smaller)
            }
            let within = object.flatMap { member in
                candidates(member.value).map { value -> JSONValue in
                    var smaller = object
                    smaller[member.key] = value
                    return .object(smaller)
                }
            }
            return without + within
        case .array(let elements):
            guard !elements.isEmpty else { return [] }
            let halves: [JSONValue] = [.array(Array(elements.prefix(elements.count / 2)))]
            let without = elements.indices.map { index -> JSONValue in
                var smaller = elements
                smaller.remove(at: index)
                return .array(smaller)
            }
            let within = elements.indices.flatMap { index in
                candidates(elements[index]).map { value -> JSONValue in
                    var smaller = elements
                    smaller[index] = value
                    return .array(smaller)
                }
            }
            return halves + without + within
        case .string(let text) where !text.isEmpty:
            return ["", .string(String(text.prefix(text.count / 2))), .string(String(text.dropLast()))]
        case .integer(let number) where number != 0:
            return [0, .integer(number / 2), .integer(number - number.signum())]
        case .double(let number) where number != 0:
            let whole = number.rounded(.towardZero)
            return [0, .double(whole / 2)] + (whole == number ? [] : [.double(whole)])
        case .bool(true): return [false]
        default: return []
        }
    }
}
