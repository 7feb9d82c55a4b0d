package import JSON

/// JSON values as YAML that people like to read: blocks, with what is short on one line.
package enum YAMLText {
    private static let longestLine = 100

    package static func text(_ value: JSONValue) -> String {
        if let line = flow(value), line.utf8.count <= longestLine, value.object == nil { return line + "\n" }
        return block(value, indentation: 0).joined(separator: "\n") + "\n"
    }

    /// The lines of a value on lines of its own.
    private static func block(_ value: JSONValue, indentation: Int) -> [String] {
        let space = String(repeating: " ", count: indentation)
        switch value {
        case .object(let object) where !object.isEmpty:
            return object.flatMap { entry("\(space)\(scalar(.string($0.key))):", $0.value, indentation) }
        case .array(let elements) where !elements.isEmpty:
            return elements.flatMap { element -> [String] in
                if let line = line(element, after: indentation + 2) { return ["\(space)- \(line)"] }
                var lines = block(element, indentation: indentation + 2)
                lines[0] = "\(space)- \(lines[0].dropFirst(indentation + 2))"
                return lines
            }
        default: return [space + (flow(value) ?? "null")]
        }
    }

    private static func entry(_ name: String, _ value: JSONValue, _ indentation: Int) -> [String] {
        if let line = line(value, after: name.utf8.count + 1) { return ["\(name) \(line)"] }
        return [name] + block(value, indentation: indentation + 2)
    }

    /// The value on the rest of a line, where it fits and has not much inside.
    private static func line(_ value: JSONValue, after column: Int) -> String? {
        guard value.depth < 3, let line = flow(value) else { return nil }
        let isScalar = value.depth == 0
        return isScalar || column + line.utf8.count <= longestLine ? line : nil
    }

    private static func flow(_ value: JSONValue) -> String? {
        switch value {
        case .object(let object):
            "{" + object.map { "\(scalar(.string($0.key))): \(flow($0.value) ?? "")" }.joined(separator: ", ") + "}"
        case .array(let elements): "[" + elements.map { flow($0) ?? "" }.joined(separator: ", ") + "]"
        default: scalar(value)
        }
    }

    /// Plain where nobody can take the text for anything else; else in quotes, as JSON has it.
    private static func scalar(_ value: JSONValue) -> String {
        guard let text = value.string, text.isPlainInYAML else { return value.text }
        return text
    }
}

extension JSONValue {
    fileprivate var depth: Int {
        switch self {
        case .object(let object): 1 + (object.map(\.value.depth).max() ?? 0)
        case .array(let elements): 1 + (elements.map(\.depth).max() ?? 0)
        default: 0
        }
    }
}

extension String {
    private static let reserved: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]

    fileprivate var isPlainInYAML: Bool {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last,
            first.properties.isAlphabetic || first == "_", last != " ", !Self.reserved.contains(lowercased())
        else { return false }
        return unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-./ ?!".unicodeScalars.contains($0)
        }
    }
}
