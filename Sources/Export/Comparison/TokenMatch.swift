internal import JSON

/// Holds local texts with `${Token}`s against deployed ones, in which these have values.
struct TokenMatch {
    /// The values that were found, by token.
    private(set) var values: [String: String] = [:]

    /// Whether the texts are the same for some values of the tokens, the same everywhere.
    mutating func matches(_ local: String, _ deployed: String) -> Bool {
        if local == deployed { return true }
        guard local.contains("${") else { return false }
        let parts = Self.parts(of: local)
        var found = values
        guard Self.match(parts[...], deployed[...], &found) else { return false }
        values = found
        return true
    }

    private enum Part {
        case text(Substring)
        case token(String)
    }

    private static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var rest = Substring(text)
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            parts += [.text(rest[..<start.lowerBound]), .token(String(rest[start.upperBound..<end]))]
            rest = rest[rest.index(after: end)...]
        }
        return parts + [.text(rest)]
    }

    /// Tokens take as little as they can.
    private static func match(_ parts: ArraySlice<Part>, _ text: Substring, _ values: inout [String: String]) -> Bool {
        switch parts.first {
        case nil: return text.isEmpty
        case .text(let wanted)?:
            guard text.hasPrefix(wanted) else { return false }
            return match(parts.dropFirst(), text.dropFirst(wanted.count), &values)
        case .token(let name)?:
            if let value = values[name] {
                return text.hasPrefix(value) && match(parts.dropFirst(), text.dropFirst(value.count), &values)
            }
            for end in text.indices.dropFirst() + [text.endIndex] {
                var trial = values
                trial[name] = String(text[..<end])
                if match(parts.dropFirst(), text[end...], &trial) {
                    values = trial
                    return true
                }
            }
            return false
        }
    }
}
