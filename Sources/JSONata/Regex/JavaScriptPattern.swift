/// Rewrites a pattern of JavaScript's into one of PCRE2 that matches the same.
///
/// The two agree on most; what differs is rewritten: `.` and `\s` (line ends and blanks that JavaScript knows), `$`, `\d`, `\w`
/// and `\b` (ASCII in both, left as they are), `/` escapes, and letters whose escapes only PCRE2 gives a meaning.
struct JavaScriptPattern {
    private let bytes: [UInt8]
    private var offset = 0
    private var output: [UInt8] = []
    private var isInClass = false

    private static let blanks = #"\t\n\x0B\f\r \xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF"#
    private static let anyButLineEnds = #"[^\n\r\u2028\u2029]"#

    /// The pattern for PCRE2.
    static func translate(_ pattern: String) -> [UInt8] {
        var translator = JavaScriptPattern(pattern)
        while translator.offset < translator.bytes.count { translator.step() }
        return translator.output
    }

    private init(_ pattern: String) {
        bytes = Array(pattern.utf8)
        output.reserveCapacity(bytes.count + 16)
    }

    private func peek(_ distance: Int = 0) -> UInt8? {
        offset + distance < bytes.count ? bytes[offset + distance] : nil
    }

    private mutating func step() {
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\\"): escape()
        case UInt8(ascii: "["):
            if isInClass { output += #"\["#.utf8 } else { openClass() }
        case UInt8(ascii: "]") where isInClass:
            isInClass = false
            output.append(byte)
        case UInt8(ascii: ".") where !isInClass: output += Self.anyButLineEnds.utf8
        case UInt8(ascii: "(") where !isInClass: openGroup()
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "}"):
            output.append(byte)
            // A `+` after a quantifier would be possessive, which JavaScript refuses.
            if !isInClass, byte != UInt8(ascii: "+") || output.count > 1, peek() == UInt8(ascii: "+"), isQuantifier() {
                output += "(?:)".utf8
            }
        default: output.append(byte)
        }
    }

    /// Whether the byte just written ends a quantifier.
    private func isQuantifier() -> Bool {
        guard output.last == UInt8(ascii: "}") else { return output.count > 1 }
        return true
    }

    private mutating func openClass() {
        isInClass = true
        output.append(UInt8(ascii: "["))
        if peek() == UInt8(ascii: "^") {
            output.append(UInt8(ascii: "^"))
            offset += 1
        }
    }

    /// JavaScript knows `(?:`, `(?=`, `(?!`, `(?<=`, `(?<!` and `(?<name>`; anything else after `(?` is an error there, and is
    /// made one here.
    private mutating func openGroup() {
        output.append(UInt8(ascii: "("))
        if peek() == UInt8(ascii: "*") { output += "?:".utf8 }
        guard peek() == UInt8(ascii: "?"), let kind = peek(1) else { return }
        if !":=!<".utf8.contains(kind) { output += "?(invalid".utf8 }
    }

    private mutating func escape() {
        guard let byte = peek() else { return output.append(UInt8(ascii: "\\")) }
        offset += 1
        switch byte {
        case UInt8(ascii: "s"): blanks(inverted: false)
        case UInt8(ascii: "S"): blanks(inverted: true)
        case UInt8(ascii: "v"): output += #"\x0B"#.utf8
        case UInt8(ascii: "0") where !(peek().map { (0x30...0x39).contains($0) } ?? false): output += #"\x00"#.utf8
        case UInt8(ascii: "b") where isInClass: output += #"\x08"#.utf8
        case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "w"), UInt8(ascii: "W"), UInt8(ascii: "b"),
            UInt8(ascii: "B"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "f"),
            UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "c"):
            output += [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "k") where peek() == UInt8(ascii: "<"): output += #"\k"#.utf8
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            // A letter that JavaScript gives no meaning stands for itself.
            output.append(byte)
        case 0x80...: output.append(byte)
        default: output += [UInt8(ascii: "\\"), byte]
        }
    }

    private mutating func blanks(inverted: Bool) {
        if isInClass, inverted {
            // Everything that is no blank, written as ranges because a class cannot hold a negated one of our own.
            output += Self.nonBlanks.utf8
        } else if isInClass {
            output += Self.blanks.utf8
        } else {
            output += "[\(inverted ? "^" : "")\(Self.blanks)]".utf8
        }
    }

    private static let nonBlanks =
        #"\x00-\x08\x0E-\x1F!-\x9F\xA1-\u167F\u1681-\u1FFF\u200B-\u2027\u202A-\u202E\u2030-\u205E"#
        + #"\u2060-\u2FFF\u3001-\uD7FF\uE000-\uFEFE\uFF00-"# + "\u{10FFFF}"
}
