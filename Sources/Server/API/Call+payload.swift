internal import Interpreter
internal import JSON

extension Call {
    /// A member that holds JSON text.
    ///
    /// - Parameter invalid: makes the error of the operation from the JSON parser's sentence.
    func payload(
        _ name: String, default absent: String, invalid: (String) -> APIError
    ) throws(APIError) -> Payload {
        let text = string(name) ?? absent
        do throws(JSONParseError) {
            return try Payload(parsing: text)
        } catch {
            throw invalid(JSONSentence.text(for: error, in: text))
        }
    }
}

extension APIError {
    static func invalidExecutionInput(_ reason: String) -> APIError {
        APIError("InvalidExecutionInput", "Invalid State Machine Execution Input: '\(reason)'")
    }

    static func invalidOutput(_ reason: String) -> APIError {
        APIError("InvalidOutput", "Invalid Output: '\(reason)'")
    }
}

/// What the service's JSON parser (Jackson) says of a text that is not JSON.
enum JSONSentence {
    private static let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

    static func text(for error: JSONParseError, in text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { !isBlank($0) }) else { return "Invalid execution input." }
        switch error.reason {
        case .unexpectedEnd:
            return endsInString(bytes)
                ? "Unexpected end-of-input: was expecting closing quote for a string value" : "Unexpected end-of-input"
        case .unexpected(let byte, let expected): return unexpected(byte, expected, bytes, error.offset)
        case .invalidNumber: return number(bytes, error.offset)
        case .invalidEscape: return escape(bytes, error.offset)
        case .controlCharacterInString:
            let code = error.offset < bytes.count ? bytes[error.offset] : 0
            return "Illegal unquoted character ((CTRL-CHAR, code \(code))): has to be escaped using backslash to be "
                + "included in string value"
        case .invalidUTF8: return "Invalid UTF-8"
        case .trailingText: return value(bytes, error.offset)
        case .tooDeep(let maximum):
            return "Document nesting depth (\(maximum + 1)) exceeds the maximum allowed (\(maximum))"
        }
    }

    private static func unexpected(_ byte: UInt8, _ expected: String, _ bytes: [UInt8], _ offset: Int) -> String {
        switch expected {
        case "a name in quotes":
            "Unexpected character (\(shown(byte))): was expecting double-quote to start field name"
        case "':'": "Unexpected character (\(shown(byte))): was expecting a colon to separate field name and value"
        case "',' or '}'": "Unexpected character (\(shown(byte))): was expecting comma to separate Object entries"
        case "',' or ']'": "Unexpected character (\(shown(byte))): was expecting comma to separate Array entries"
        case "a digit": number(bytes, offset)
        default: value(bytes, offset)
        }
    }

    /// Something that starts like a word, or cannot start a value.
    private static func value(_ bytes: [UInt8], _ offset: Int) -> String {
        var start = offset
        while start > 0, isWord(bytes[start - 1]) { start -= 1 }
        let word = bytes[start...].prefix { isWord($0) }
        guard let first = word.first ?? bytes[start...].first else { return "Unexpected end-of-input" }
        guard word.isEmpty || isDigit(first) else {
            return "Unrecognized token '\(String(decoding: word, as: UTF8.self))': was expecting \(values)"
        }
        return "Unexpected character (\(shown(first))): expected a valid value \(values)"
    }

    /// Whether the text ends before a string does.
    private static func endsInString(_ bytes: [UInt8]) -> Bool {
        var (isInside, isEscaped) = (false, false)
        for byte in bytes {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), isInside {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInside.toggle()
            }
        }
        return isInside
    }

    /// A number that has a zero in front.
    private static func number(_ bytes: [UInt8], _ offset: Int) -> String {
        var start = min(offset, bytes.count)
        while start > 0, isDigit(bytes[start - 1]) { start -= 1 }
        let digits = bytes[start...].prefix { isDigit($0) }
        return digits.count > 1 && digits.first == UInt8(ascii: "0")
            ? "Invalid numeric value: Leading zeroes not allowed" : "Invalid numeric value"
    }

    private static func escape(_ bytes: [UInt8], _ offset: Int) -> String {
        let place = bytes[..<min(offset + 1, bytes.count)].lastIndex(of: UInt8(ascii: "\\")) ?? offset
        guard place + 1 < bytes.count else { return "Unrecognized character escape" }
        return "Unrecognized character escape \(shown(bytes[place + 1]))"
    }

    private static func shown(_ byte: UInt8) -> String { "'\(Character(UnicodeScalar(byte)))' (code \(byte))" }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
