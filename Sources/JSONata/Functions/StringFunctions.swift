internal import JSON

/// Functions of strings. Source: jsonata.org, "String functions".
enum StringFunctions {
    static var all: [Builtin] {
        [
            Builtin("string", "<x-b?:s>", arity: 1) { arguments, _, evaluation throws(Fault) in
                let isPretty = arguments[1].isTrue(evaluation)
                guard let text = try printedText(of: arguments[0], indent: isPretty ? 2 : 0, evaluation) else {
                    return .undefined
                }
                try evaluation.charge(bytes: text.utf8.count)
                return .string(text)
            },
            Builtin("length", "<s-:n>", arity: 1) { arguments, _, _ in
                arguments.string(0).map { .integer($0.unicodeScalarCount) } ?? .undefined
            },
            Builtin("substring", "<s-nn?:s>", arity: 3) { arguments, _, _ in
                guard let text = arguments.string(0) else { return .undefined }
                return .string(substring(of: text, from: arguments.number(1) ?? 0, count: arguments.number(2)))
            },
            Builtin("substringBefore", "<s-s:s>", arity: 2) { arguments, _, _ in
                guard let text = arguments.string(0), let mark = arguments.string(1) else { return arguments[0] }
                guard let range = text.firstBytes(of: mark) else { return .string(text) }
                return .string(text.slice(0..<range.lowerBound))
            },
            Builtin("substringAfter", "<s-s:s>", arity: 2) { arguments, _, _ in
                guard let text = arguments.string(0), let mark = arguments.string(1) else { return arguments[0] }
                guard let range = text.firstBytes(of: mark) else { return .string(text) }
                return .string(text.slice(range.upperBound..<text.utf8.count))
            },
            Builtin("lowercase", "<s-:s>", arity: 1) { arguments, _, _ in
                arguments.string(0).map { .string($0.inLowerCase) } ?? .undefined
            },
            Builtin("uppercase", "<s-:s>", arity: 1) { arguments, _, _ in
                arguments.string(0).map { .string($0.inUpperCase) } ?? .undefined
            },
            Builtin("trim", "<s-:s>", arity: 1) { arguments, _, _ in
                arguments.string(0).map { .string(trimmed($0)) } ?? .undefined
            },
            Builtin("pad", "<s-ns?:s>", arity: 3) { arguments, _, evaluation throws(Fault) in
                guard let text = arguments.string(0) else { return .undefined }
                guard let width = arguments.number(1) else { return .string(text) }
                let filler = arguments.string(2).flatMap { $0.isEmpty ? nil : $0 } ?? " "
                return .string(try padded(text, width: width, filler, evaluation))
            },
            Builtin("join", "<a<s>s?:s>", arity: 2) { arguments, _, evaluation throws(Fault) in
                guard let elements = arguments.elements(0) else { return .undefined }
                let separator = arguments.string(1) ?? ""
                var text = ""
                text.reserveCapacity(elements.reduce(0) { $0 + ($1.string?.utf8.count ?? 0) + separator.utf8.count })
                for (index, element) in elements.enumerated() {
                    if index > 0 { text += separator }
                    text += element.string ?? ""
                }
                try evaluation.charge(bytes: text.utf8.count)
                return .string(text)
            },
        ]
    }

    private static func substring(of text: String, from start: Double, count: Double?) -> String {
        let length = text.unicodeScalarCount
        var start = start
        if Double(length) + start < 0 { start = 0 }
        let first = position(start, in: length)
        guard let count else { return text.sliceOfScalars(first..<length) }
        guard count > 0 else { return "" }
        let end = start >= 0 ? start + count : Double(length) + start + count
        let last = position(end, in: length)
        return first < last ? text.sliceOfScalars(first..<last) : ""
    }

    /// A place as JavaScript's `slice` takes it: cut to whole, from the end where negative.
    private static func position(_ place: Double, in length: Int) -> Int {
        guard !place.isNaN else { return 0 }
        let whole = place.rounded(.towardZero)
        return Int(min(max(whole < 0 ? Double(length) + whole : whole, 0), Double(length)))
    }

    /// Runs of blanks become one, those at the ends go.
    private static func trimmed(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var isAfterBlank = true
        for byte in text.utf8 {
            let isBlank = byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
            if !isBlank { bytes.append(byte) } else if !isAfterBlank { bytes.append(0x20) }
            isAfterBlank = isBlank
        }
        if bytes.last == 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func padded(
        _ text: String, width: Double, _ filler: String, _ evaluation: Evaluation
    ) throws(Fault) -> String {
        let missing = width.magnitude.rounded(.towardZero) - Double(text.unicodeScalarCount)
        guard missing > 0 else { return text }
        guard missing < 1e9 else { throw Fault("D3001", text: "The padded string is too long") }
        try evaluation.charge(bytes: Int(missing))
        let scalars = Array(filler.unicodeScalars)
        var padding = String.UnicodeScalarView()
        for index in 0..<Int(missing) { padding.append(scalars[index % scalars.count]) }
        return width < 0 ? String(padding) + text : text + String(padding)
    }
}

/// What `$string` gives; nil for undefined.
///
/// - Throws: `D3001` for a number that is infinite or not a number, `D1001` where an array or object holds one.
func printedText(of value: Value, indent: Int = 0, _ evaluation: Evaluation) throws(Fault) -> String? {
    switch value {
    case .undefined: return nil
    case .json(.string(let text)): return text
    case .function: return ""
    case .json(.integer(let number)) where number.magnitude < 1_000_000_000_000_000: return String(number)
    case .json(.double(let number)):
        if !number.isFinite { throw Fault("D3001", value: .double(number)) }
        return roundedText(of: number)
    default:
        guard let element = evaluation.element(value) else { return nil }
        var printer = JSONPrinter(indent: indent, numbers: roundedText(of:)) {
            evaluation.value(of: $0).function != nil
        }
        printer.print(element, indentation: 0)
        if let number = printer.unprintable { throw Fault("D1001", value: .double(number)) }
        return printer.text
    }
}
