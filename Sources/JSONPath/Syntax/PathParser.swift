import JSON

/// Reads a path from bytes, as Jayway JsonPath 2.0 reads it: lenient inside brackets, where what follows the first thing
/// that is understood may be ignored. Double-quoted names, blanks in filters, negative positions and functions are taken
/// as its later releases take them.
struct PathParser {
    /// More steps than a person writes; keeps the recursion of the evaluation shallow.
    static let maximumStepCount = 500
    /// How deep brackets, literals and paths in filters may nest.
    static let maximumDepth = 50

    let bytes: [UInt8]
    var offset = 0
    var remainingDepth = PathParser.maximumDepth

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Where a path ends and a name without quotes may not go on.
    enum Surroundings {
        /// The path is the whole text.
        case none
        /// An operand of a filter or an argument of a function.
        case expression
    }

    // MARK: Whole paths

    /// A path that takes up the whole text, perhaps with blanks behind it.
    mutating func path() throws(PathSyntaxError) -> (Path.Root, PathSteps) {
        guard !bytes.isEmpty else { throw error(.empty) }
        let root = try root()
        let steps = try steps(within: .none)
        skipBlanks()
        guard isAtEnd else { throw unexpected("expected '.' or '['; a blank in a name needs ['…']") }
        return (root, steps)
    }

    /// A path inside a longer text; the reader stops behind it.
    mutating func embeddedPath() throws(PathSyntaxError) -> (Path.Root, PathSteps) {
        let root = try root()
        return (root, try steps(within: .expression))
    }

    /// `$`, `$$` or `$name`.
    mutating func root() throws(PathSyntaxError) -> Path.Root {
        guard take(UInt8(ascii: "$")) else { throw error(.missingRoot) }
        if take(UInt8(ascii: "$")) { return .context }
        let start = offset
        while let byte = current, Self.isNameByte(byte) { offset += 1 }
        guard offset > start else { return .input }
        guard !Self.isDigit(bytes[start]) else {
            throw PathSyntaxError(.unexpected("the name of a variable may not start with a digit"), at: start)
        }
        return .variable(text(start..<offset))
    }

    mutating func steps(within surroundings: Surroundings) throws(PathSyntaxError) -> PathSteps {
        guard remainingDepth > 0 else { throw error(.tooComplex("paths nested more than \(Self.maximumDepth) deep")) }
        remainingDepth -= 1
        defer { remainingDepth += 1 }
        var steps: [PathStep] = []
        while let step = try step(after: steps.last, within: surroundings) {
            if case .function = steps.last { throw error(.unexpected("nothing may follow a function")) }
            steps.append(step)
            guard steps.count <= Self.maximumStepCount else {
                throw error(.tooComplex("more than \(Self.maximumStepCount) steps"))
            }
        }
        if case .descendants = steps.last { throw error(.unexpected("a path may not end with '..'")) }
        return PathSteps(steps)
    }

    // MARK: Steps

    private mutating func step(
        after previous: PathStep?, within surroundings: Surroundings
    ) throws(PathSyntaxError) -> PathStep? {
        guard let byte = current else { return nil }
        switch byte {
        case UInt8(ascii: "["): return try bracketed()
        case UInt8(ascii: "."): return try dotted(after: previous, within: surroundings)
        case UInt8(ascii: "*"):
            guard case .descendants = previous else { return nil }
            offset += 1
            return .wildcard
        default:
            // A name directly behind `..` or `]`.
            guard previous != nil, !endsName(byte, within: surroundings) else { return nil }
            return try named(within: surroundings)
        }
    }

    private mutating func dotted(
        after previous: PathStep?, within surroundings: Surroundings
    ) throws(PathSyntaxError) -> PathStep? {
        offset += 1
        if current == UInt8(ascii: ".") {
            if case .descendants = previous { throw unexpected("expected a name after '..'") }
            offset += 1
            return .descendants
        }
        if current == UInt8(ascii: "[") { return try bracketed() }
        if current == UInt8(ascii: "*"), bytes.count == offset + 1 || endsName(bytes[offset + 1], within: surroundings)
        {
            offset += 1
            return .wildcard
        }
        return try named(within: surroundings)
    }

    private mutating func named(within surroundings: Surroundings) throws(PathSyntaxError) -> PathStep {
        let start = offset
        while let byte = current, !endsName(byte, within: surroundings), byte != UInt8(ascii: "(") { offset += 1 }
        guard offset > start else { throw unexpected("expected a name") }
        let name = text(start..<offset)
        guard current == UInt8(ascii: "(") else { return .name(name) }
        guard let function = PathFunction.Name(rawValue: name) else {
            let known = PathFunction.Name.allCases.map(\.rawValue).joined(separator: ", ")
            throw PathSyntaxError(.unexpected("'\(name)' is not a function; there are \(known)"), at: start)
        }
        return .function(PathFunction(name: function, arguments: try functionArguments()))
    }

    private func endsName(_ byte: UInt8, within surroundings: Surroundings) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: " "): true
        case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "~"),
            UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "]"),
            0x09, 0x0A, 0x0D:
            surroundings == .expression
        default: false
        }
    }

    // MARK: Brackets

    private mutating func bracketed() throws(PathSyntaxError) -> PathStep {
        let start = offset
        offset += 1
        var hasWildcard = false
        while let byte = current {
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): return try quotedNames()
            case UInt8(ascii: "?"):
                offset += 1
                return .filter(try filter())
            case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let step = try positions()
                try skipToClosingBracket(openedAt: start)
                return step
            case UInt8(ascii: "*"): hasWildcard = true
            case UInt8(ascii: "]") where hasWildcard:
                offset += 1
                return .wildcard
            case UInt8(ascii: ","), UInt8(ascii: "("): break
            case _ where Self.isBlank(byte): break
            default: throw unexpected("expected a quoted name, a position, '*' or '?(' after '['")
            }
            offset += 1
        }
        throw PathSyntaxError(.unexpected("'[' is not closed"), at: start)
    }

    /// The names up to `]`; what stands between them is ignored.
    private mutating func quotedNames() throws(PathSyntaxError) -> PathStep {
        var names: [String] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "]"):
                offset += 1
                return names.count == 1 ? .name(names[0]) : .names(names)
            case UInt8(ascii: "'"): names.append(text(try quotedRange()))
            case UInt8(ascii: "\""): names.append(try doubleQuotedText())
            default: offset += 1
            }
        }
        throw unexpected("expected ']' behind the names")
    }

    /// The range between two quotes of the same kind. A backslash keeps the next byte from ending the text.
    mutating func quotedRange() throws(PathSyntaxError) -> Range<Int> {
        let start = offset
        let quote = bytes[offset]
        offset += 1
        while let byte = current {
            if byte == quote {
                defer { offset += 1 }
                return start + 1..<offset
            }
            offset += byte == UInt8(ascii: "\\") && offset + 1 < bytes.count ? 2 : 1
        }
        throw PathSyntaxError(.unexpected("the quote is not closed"), at: start)
    }

    /// A text in double quotes with the escapes of JSON, and `\'`.
    mutating func doubleQuotedText() throws(PathSyntaxError) -> String {
        let start = offset
        let range = try quotedRange()
        guard bytes[range].contains(UInt8(ascii: "\\")) else { return text(range) }
        let quoted = "\"" + text(range).replacing("\\'", with: "'") + "\""
        guard case .string(let value)? = try? JSONValue(parsing: quoted) else {
            throw PathSyntaxError(.unexpected("not an escape that JSON knows"), at: start)
        }
        return value
    }

    /// Ignores what follows up to the bracket that closes this one.
    private mutating func skipToClosingBracket(openedAt start: Int) throws(PathSyntaxError) {
        var depth = 1
        while let byte = current {
            offset += 1
            if byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: "]") { depth -= 1 }
            if depth == 0 { return }
        }
        throw PathSyntaxError(.unexpected("'[' is not closed"), at: start)
    }
}

// MARK: Characters

extension PathParser {
    var isAtEnd: Bool { offset >= bytes.count }

    var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        offset += 1
        return true
    }

    mutating func take(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard offset + length <= bytes.count else { return false }
        for index in 0..<length where bytes[offset + index] != word.utf8Start[index] { return false }
        offset += length
        return true
    }

    mutating func skipBlanks() {
        while let byte = current, Self.isBlank(byte) { offset += 1 }
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    func error(_ reason: PathSyntaxError.Reason) -> PathSyntaxError {
        PathSyntaxError(reason, at: offset)
    }

    /// What was expected, and what stands there.
    func unexpected(_ expectation: String) -> PathSyntaxError {
        let rest = text(offset..<bytes.count)
        let found = rest.first.map { ", found '\($0)'" } ?? ", found the end of the path"
        return error(.unexpected(expectation + found))
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Letters, digits, `_` and everything outside ASCII.
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...:
            true
        default: isDigit(byte)
        }
    }
}
