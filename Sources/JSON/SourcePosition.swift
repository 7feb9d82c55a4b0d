/// A place in a text: line and column, both from 1; columns count Unicode scalars.
public struct SourcePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    public var description: String { "\(line):\(column)" }

    /// The place of a byte offset in a text.
    public init(offset: Int, in bytes: some Sequence<UInt8>) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(line: line, column: column)
    }

    /// The place of the first bytes of a text that are not UTF-8; nil where all are.
    public init?(ofInvalidUTF8In bytes: [UInt8]) {
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar): offset += scalar.count
            case .error:
                self.init(offset: offset, in: bytes)
                return
            case .emptyInput: return nil
            }
        }
    }
}

/// Where each value of a document stands, by its JSON Pointer (RFC 6901), such as `/States/A/Next`.
public struct SourceMap: Sendable {
    /// Of a member, the place of its name; of an element or the document, the place of the value.
    public private(set) var positions: [String: SourcePosition] = [:]
    /// The pointers of members whose name had come before in the same object, each at its second place.
    public private(set) var duplicates: [(pointer: String, position: SourcePosition)] = []

    public init() {}

    /// Notes where a value stands; a pointer that comes again is a duplicate.
    public mutating func record(_ pointer: String, at position: SourcePosition) {
        if positions.updateValue(position, forKey: pointer) != nil { duplicates.append((pointer, position)) }
    }

    /// The place of a value or, where it has none of its own, of the nearest value around it.
    public func position(of pointer: String) -> SourcePosition? {
        var rest = Substring(pointer)
        while true {
            if let position = positions[String(rest)] { return position }
            guard let slash = rest.lastIndex(of: "/") else { return nil }
            rest = rest[..<slash]
        }
    }

    /// A name as it stands in a pointer: `~` as `~0`, `/` as `~1`.
    public static func escape(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return name }
        var escaped = ""
        for character in name.unicodeScalars {
            switch character {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
