import JSON
import StatesLanguage

/// Finds what is wrong with a JSON Schema itself, so far as it is checked at all.
///
/// Specification: JSON Schema 2020-12, "Core" and "Validation".
struct SchemaFaults {
    private static let types: Set<String> = ["null", "boolean", "object", "array", "number", "integer", "string"]
    private static let counts = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"]
    private static let bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
    private static let lists = ["anyOf", "oneOf", "allOf"]
    private static let maximumDepth = 64

    let root: JSONValue
    let findings: Findings

    func report(at location: Location) { check(root, at: location, depth: 0) }

    private func check(_ schema: JSONValue, at place: Location, depth: Int) {
        guard schema.bool == nil, depth < Self.maximumDepth else { return }
        guard let object = schema.object else {
            return findings.schema("Expected a JSON Schema, found \(schema.kind)", at: place)
        }
        checkType(object["type"], at: place.member("type"))
        checkValues(object, at: place)
        checkReference(object["$ref"], at: place.member("$ref"))
        checkParts(object, at: place, depth: depth + 1)
    }

    private func checkType(_ type: JSONValue?, at place: Location) {
        guard let type else { return }
        let names = type.array ?? [type]
        for name in names where !Self.types.contains(name.string ?? "") {
            findings.schema(
                "Expected one of \(Self.types.sorted().joined(separator: ", ")), found \(name.text)", at: place)
        }
        if names.isEmpty { findings.schema("Expected a type, found none", at: place) }
    }

    private func checkValues(_ object: JSONObject, at place: Location) {
        for name in Self.counts {
            guard let value = object[name], value.integer.map({ $0 < 0 }) ?? true else { continue }
            findings.schema("Expected a whole number from 0, found \(value.text)", at: place.member(name))
        }
        for name in Self.bounds {
            guard let value = object[name], !value.isNumber else { continue }
            findings.schema("Expected a number, found \(value.kind)", at: place.member(name))
        }
        if let value = object["enum"], value.array?.isEmpty ?? true {
            findings.schema("Expected an array of the allowed values", at: place.member("enum"))
        }
        if let value = object["pattern"], value.string == nil {
            findings.schema("Expected a regular expression, found \(value.kind)", at: place.member("pattern"))
        }
        if let value = object["required"], value.array.map({ $0.contains { $0.string == nil } }) ?? true {
            findings.schema("Expected an array of names", at: place.member("required"))
        }
    }

    private func checkReference(_ reference: JSONValue?, at place: Location) {
        guard let reference else { return }
        guard let text = reference.string, SchemaCheck(root).resolve(text) != nil else {
            return findings.schema("\(reference.text) leads to nothing in this schema", at: place)
        }
    }

    private func checkParts(_ object: JSONObject, at place: Location, depth: Int) {
        for name in ["properties", "$defs", "definitions"] {
            guard let value = object[name] else { continue }
            let place = place.member(name)
            guard let members = value.object else {
                findings.schema("Expected an object, found \(value.kind)", at: place)
                continue
            }
            for (member, part) in members { check(part, at: place.member(member), depth: depth) }
        }
        for name in ["items", "additionalProperties", "not"] {
            if let part = object[name] { check(part, at: place.member(name), depth: depth) }
        }
        for name in Self.lists {
            guard let value = object[name] else { continue }
            guard let parts = value.array, !parts.isEmpty else {
                findings.schema("Expected an array of JSON Schemas", at: place.member(name))
                continue
            }
            for (index, part) in parts.enumerated() {
                check(part, at: place.member(name).element(index), depth: depth)
            }
        }
    }
}
