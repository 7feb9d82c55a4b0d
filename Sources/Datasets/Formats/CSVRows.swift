/// The rows of a text-delimited file, each a list of texts.
///
/// RFC 4180 with the additions of Step Functions: a backslash takes the meaning from a backslash, a double quote or the
/// delimiter, and is dropped before anything else; a doubled quote is one also in fields that are not quoted; lines that are
/// empty are passed over.
///
/// Source: AWS Step Functions Developer Guide, "How Step Functions parses input CSV files".
struct CSVRows {
    private let bytes: [UInt8]
    private let delimiter: UInt8
    private var offset = 0
    /// The line that is read, from 1.
    private var line = 1

    init(_ bytes: [UInt8], delimiter: UInt8) {
        self.bytes = bytes
        self.delimiter = delimiter
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    /// The next row; `nil` behind the last.
    mutating func next() throws(DatasetError) -> [String]? {
        skipEmptyLines()
        guard offset < bytes.count else { return nil }
        let startLine = line
        var row: [String] = []
        while true {
            row.append(try field(ofRowAt: startLine))
            guard offset < bytes.count, bytes[offset] == delimiter else { break }
            offset += 1
        }
        skipLineEnd()
        return row
    }

    private mutating func skipEmptyLines() {
        while offset < bytes.count, Self.endsLine(bytes[offset]) { skipLineEnd() }
    }

    /// Passes over `\n`, `\r\n` or `\r`.
    private mutating func skipLineEnd() {
        guard offset < bytes.count else { return }
        line += 1
        if bytes[offset] == Self.carriageReturn, offset + 1 < bytes.count, bytes[offset + 1] == Self.lineFeed {
            offset += 1
        }
        offset += 1
    }

    /// One field, up to the delimiter or the end of the line.
    private mutating func field(ofRowAt startLine: Int) throws(DatasetError) -> String {
        var text: [UInt8] = []
        if offset < bytes.count, bytes[offset] == Self.quote { try quoted(into: &text, ofRowAt: startLine) }
        while offset < bytes.count, bytes[offset] != delimiter, !Self.endsLine(bytes[offset]) {
            switch bytes[offset] {
            case Self.backslash: escape(into: &text)
            case Self.quote:
                text.append(Self.quote)
                offset += offset + 1 < bytes.count && bytes[offset + 1] == Self.quote ? 2 : 1
            case let byte:
                text.append(byte)
                offset += 1
            }
        }
        guard let field = String(validating: text, as: UTF8.self) else { throw .invalidText(line: startLine) }
        return field
    }

    /// What stands between two quotes, delimiters and line ends included.
    private mutating func quoted(into text: inout [UInt8], ofRowAt startLine: Int) throws(DatasetError) {
        offset += 1
        while offset < bytes.count {
            switch bytes[offset] {
            case Self.quote:
                offset += 1
                guard offset < bytes.count, bytes[offset] == Self.quote else { return }
                text.append(Self.quote)
                offset += 1
            case Self.backslash: escape(into: &text)
            case let byte:
                if byte == Self.lineFeed { line += 1 }
                text.append(byte)
                offset += 1
            }
        }
        throw .unclosedQuote(line: startLine)
    }

    private mutating func escape(into text: inout [UInt8]) {
        offset += 1
        guard offset < bytes.count else { return }
        let byte = bytes[offset]
        guard byte == Self.backslash || byte == Self.quote || byte == delimiter else { return }
        text.append(byte)
        offset += 1
    }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private static func endsLine(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }
}
