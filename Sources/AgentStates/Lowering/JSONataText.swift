import JSON

/// JSONata source text that the lowering puts together.
///
/// In templates `§name` stands for a variable of the role at hand and `§§name` for one of the whole agent state;
/// `VariableNames` replaces them.
enum JSONataText {
    /// A literal of any JSON value.
    static func quote(_ value: JSONValue) -> String {
        value.text.replacing("§", with: "\\u00a7")
    }

    static func quote(_ text: String) -> String { quote(.string(text)) }

    /// Whether a text is larger than so many bytes, about: a character outside of ASCII counts as three.
    static func exceeds(_ bytes: Int, _ text: String) -> String {
        """
        ($s := \(text); $length($s) > \(bytes / 3) and \(size(of: "$s")) > \(bytes))
        """
    }

    /// Size in bytes, about.
    private static func size(of text: String) -> String {
        "$length(\(text)) + 2 * $length($replace(\(text), /[ -~\\n]+/, \"\"))"
    }

    /// A text that is cut, and says so, where it is larger than so many bytes.
    ///
    /// - Parameters:
    ///   - text: a variable.
    ///   - limit: an expression.
    static func cutting(_ text: String, to limit: String) -> String {
        """
        ($limit := \(limit); $start := $substring(\(text), 0, $limit); $size := \(size(of: "$start")); \
        $start := $size > $limit ? $substring($start, 0, $floor($limit * $length($start) / $size)) : $start; \
        $length($start) = $length(\(text)) ? \(text) : $start & "\\n[cut: the first " & $string($length($start)) \
        & " of " & $string($length(\(text))) & " characters]")
        """
    }

    /// What stands between `{%` and `%}`; nil where the text is no expression as a whole.
    static func code(of text: String) -> String? {
        guard text.hasPrefix("{%"), text.hasSuffix("%}"), text.utf8.count >= 4 else { return nil }
        let inner = text.dropFirst(2).dropLast(2)
        guard !inner.contains("{%") else { return nil }
        return inner.trimmingBlanks
    }

    /// An expression as it stands in a definition; line breaks and indentation become single blanks.
    static func expression(_ source: String) -> JSONValue {
        let lines = source.split(whereSeparator: \.isNewline).map(\.trimmingBlanks).filter { !$0.isEmpty }
        return .string("{% \(lines.joined(separator: " ")) %}")
    }

    /// A text with `{% %}` in it, as one expression; other values as they are, with their texts treated so.
    static func embedding(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text):
            guard code(of: text) == nil else { return value }
            if let source = concatenation(text) { return .string("{% \(source) %}") }
            return literal(text)
        case .array(let elements): return .array(elements.map(embedding))
        case .object(let object): return .object(JSONObject(object.lazy.map { ($0.key, embedding($0.value)) }))
        default: return value
        }
    }

    /// A text as it is. One of several lines is an expression: there are validators that refuse line breaks elsewhere.
    static func literal(_ text: String) -> JSONValue {
        .string(text.contains(where: \.isNewline) ? "{% \(quote(text)) %}" : text)
    }

    /// `'text ' & expression & …` as one `$join`, so that long texts do not nest; undefined parts are errors.
    private static func concatenation(_ text: String) -> String? {
        var parts: [String] = []
        var rest = Substring(text)
        while let open = rest.range(of: "{%") {
            guard let close = rest[open.upperBound...].range(of: "%}") else { break }
            if open.lowerBound > rest.startIndex { parts.append(quote(String(rest[..<open.lowerBound]))) }
            let code = rest[open.upperBound..<close.lowerBound].trimmingBlanks
            let complaint = quote("'\(code)' returned nothing (undefined)")
            parts.append("($part := (\(code)); $exists($part) ? $string($part) : $error(\(complaint)))")
            rest = rest[close.upperBound...]
        }
        guard !parts.isEmpty else { return nil }
        if !rest.isEmpty { parts.append(quote(String(rest))) }
        return "$join([\(parts.joined(separator: ", "))])"
    }
}

extension StringProtocol {
    var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[start...end])
    }
}

extension Substring {
    fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
