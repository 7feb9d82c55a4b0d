import JSON

/// Writes a template as YAML that people read: short functions, texts of several lines as blocks, comments.
struct YAMLWriter {
    private(set) var text = ""

    mutating func comment(_ comment: String, indent: Int = 0) {
        for line in comment.split(separator: "\n", omittingEmptySubsequences: false) {
            text += "\(blanks(indent))# \(line)".trimmingEnd() + "\n"
        }
    }

    mutating func blankLine() { text += "\n" }

    /// Writes `name:`, whose members follow.
    mutating func startSection(_ name: String) { text += "\(name):\n" }

    /// Writes `name: value`.
    mutating func member(_ name: String, _ value: Value, indent: Int = 0) {
        if case .commented(let comment, let inner) = value {
            self.comment(comment, indent: indent)
            return member(name, inner, indent: indent)
        }
        text += "\(blanks(indent))\(Self.scalar(name)):"
        self.value(value, indent: indent)
    }

    /// Writes a value after `name:` or `-`; the line has begun.
    private mutating func value(_ value: Value, indent: Int) {
        switch value {
        case .object(let members) where !members.isEmpty:
            text += "\n"
            for member in members { self.member(member.name, member.value, indent: indent + 2) }
        case .list(let elements) where !elements.isEmpty:
            text += "\n"
            for element in elements { self.element(element, indent: indent + 2) }
        case .document(let inner), .commented(_, let inner): self.value(inner, indent: indent)
        case .encoded(let inner): self.value(.text(CloudFormationValue.encoded(inner)), indent: indent)
        case .text(let value): text += " \(Self.scalar(value, indent: indent + 2))\n"
        default: text += " \(CloudFormationValue.json(value).text)\n"
        }
    }

    private mutating func element(_ element: Value, indent: Int) {
        if case .commented(let comment, let inner) = element {
            self.comment(comment, indent: indent)
            return self.element(inner, indent: indent)
        }
        guard case .object(let members) = element, let first = members.first else {
            text += "\(blanks(indent))-"
            return value(element, indent: indent)
        }
        // The first member stands on the dash's line.
        let start = text.endIndex
        member(first.name, first.value, indent: indent + 2)
        let position = text.index(start, offsetBy: indent)
        text.replaceSubrange(position...position, with: "-")
        for member in members.dropFirst() { self.member(member.name, member.value, indent: indent + 2) }
    }

    // MARK: Scalars

    private static func scalar(_ text: Text, indent: Int) -> String {
        switch CloudFormationValue.Form(text) {
        case .constant(let text): scalar(text, indent: indent)
        case .reference(let name): "!Ref \(name)"
        case .attribute(let resource, let name): "!GetAtt \(resource).\(name)"
        case .substitution(let text): "!Sub \(scalar(text, indent: indent))"
        }
    }

    private static func scalar(_ text: String, indent: Int = 0) -> String {
        if text.contains("\n"), let block = block(text, indent: indent) { return block }
        return isPlain(text) ? text : JSONValue.string(text).text
    }

    /// A literal block; nil where one cannot hold the text.
    private static func block(_ text: String, indent: Int) -> String? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isClean = lines.allSatisfy { line in
            !line.hasSuffix(" ")
                && line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0xFEFF }
        }
        guard isClean, let first = lines.first, !first.isEmpty, !first.hasPrefix(" ") else { return nil }
        let isClosed = text.hasSuffix("\n")
        guard !text.hasSuffix("\n\n") else { return nil }
        let body = isClosed ? lines.dropLast() : lines[...]
        let margin = String(repeating: " ", count: indent)
        return (isClosed ? "|\n" : "|-\n") + body.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
    }

    private static let words: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]

    /// Whether the text needs no quotes: it starts with a letter and holds nothing that YAML reads as something else.
    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, Character(UnicodeScalar(first)).isLetter, !words.contains(text.lowercased())
        else { return false }
        let isSimple = text.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return byte < 0x7F && (character.isLetter || character.isNumber || " :/._-+=@(),;".contains(character))
        }
        return isSimple && !text.contains(": ") && !text.hasSuffix(":") && !text.hasSuffix(" ")
    }
}

private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

extension String {
    fileprivate func trimmingEnd() -> String {
        var text = self
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
