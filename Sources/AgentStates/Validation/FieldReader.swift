import JSON
import StatesLanguage

/// Reads the fields of one object and notes those that are missing, unknown or of the wrong type.
struct FieldReader {
    let object: JSONObject
    let location: Location
    let findings: Findings

    init(_ object: JSONObject, at location: Location, _ findings: Findings) {
        self.object = object
        self.location = location
        self.findings = findings
    }

    /// - Returns: nil where the value is no object, which is noted.
    init?(_ value: JSONValue, at location: Location, _ findings: Findings) {
        guard let object = value.object else {
            findings.schema("Expected an object, found \(value.kind)", at: location)
            return nil
        }
        self.init(object, at: location, findings)
    }

    subscript(name: String) -> JSONValue? { object[name] }

    func has(_ name: String) -> Bool { object.contains(name) }

    func place(_ name: String) -> Location { location.member(name) }

    /// Notes the fields that are not among the allowed ones.
    func allow(_ names: [String]) {
        for (name, _) in object where !names.contains(name) {
            let near = closest(to: name, in: names).map { "; did you mean '\($0)'?" } ?? "."
            findings.schema(
                "Field '\(name)' is not supported\(near) Allowed: \(names.joined(separator: ", "))", at: place(name))
        }
    }

    /// Notes the fields that are missing.
    func require(_ names: String...) {
        let missing = names.filter { !has($0) }
        guard !missing.isEmpty else { return }
        findings.schema("These fields are required: [\(missing.joined(separator: ", "))]", at: location)
    }

    func string(_ name: String) -> String? {
        read(name, "a text") { value in value.string.flatMap { $0.isEmpty ? nil : $0 } }
    }

    func bool(_ name: String) -> Bool? { read(name, "true or false", \.bool) }

    func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64? {
        let allowed =
            range.upperBound == .max
            ? "a whole number from \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return read(name, allowed) { value in value.integer.flatMap { range.contains($0) ? $0 : nil } }
    }

    func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
        read(name, "a number from \(range.lowerBound)") { value in
            value.double.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func choice<Value: RawRepresentable & CaseIterable>(_ name: String, _: Value.Type) -> Value?
    where Value.RawValue == String {
        read(name, "one of \(Value.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))") { value in
            value.string.flatMap(Value.init(rawValue:))
        }
    }

    func member(_ name: String) -> FieldReader? {
        self[name].flatMap { FieldReader($0, at: place(name), findings) }
    }

    func array(_ name: String) -> [JSONValue]? { read(name, "an array", \.array) }

    /// The texts of an array, each with its place.
    func names(_ name: String) -> [(name: String, place: Location)] {
        (array(name) ?? []).enumerated().compactMap { index, element in
            let place = place(name).element(index)
            guard let text = element.string, !text.isEmpty else {
                findings.schema("Expected a name, found \(element.kind)", at: place)
                return nil
            }
            return (text, place)
        }
    }

    /// One name, or an array of names that are all different, each with its place.
    func oneOrMoreNames(_ name: String) -> [(name: String, place: Location)] {
        guard let value = self[name] else { return [] }
        guard value.array != nil else { return string(name).map { [($0, place(name))] } ?? [] }
        let names = names(name)
        if value.array?.isEmpty == true { findings.schema("Value cannot be empty", at: place(name)) }
        var seen: Set<String> = []
        for (text, place) in names where !seen.insert(text).inserted {
            findings.schema("'\(text)' comes twice", at: place)
        }
        return names
    }

    private func read<Value>(_ name: String, _ expected: String, _ convert: (JSONValue) -> Value?) -> Value? {
        guard let value = self[name] else { return nil }
        if let converted = convert(value) { return converted }
        findings.schema("Expected \(expected), found \(shortened(value))", at: place(name))
        return nil
    }

    private func shortened(_ value: JSONValue) -> String {
        let text = value.text
        return text.count <= 40 ? text : "\(text.prefix(40))…"
    }
}

/// The candidate that differs from a name in the fewest letters, if these are few.
package func closest(to name: String, in candidates: some Sequence<String>) -> String? {
    candidates.map { ($0, distance(name.lowercased(), $0.lowercased())) }
        .filter { $0.1 <= max(1, name.count / 3) }
        .min { $0.1 < $1.1 }?.0
}

/// The Levenshtein distance, in which two letters that changed places count once.
private func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left), Array(right))
    var earlier: [Int] = []
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
        var next = [i + 1]
        for j in right.indices {
            var least = min(row[j + 1] + 1, next[j] + 1, row[j] + (character == right[j] ? 0 : 1))
            if i > 0, j > 0, character == right[j - 1], left[i - 1] == right[j] {
                least = min(least, earlier[j - 1] + 1)
            }
            next.append(least)
        }
        (earlier, row) = (row, next)
    }
    return row[right.count]
}
