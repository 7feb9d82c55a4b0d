internal import JSON

/// A value as `JSON.stringify` writes it.
func javaScriptText(of value: JSONValue) -> String {
    var printer = JSONPrinter(indent: 0, numbers: javaScriptText(of:))
    printer.print(value, indentation: 0)
    return printer.text
}

/// Writes JSON as JavaScript does, with numbers as the caller wants them.
struct JSONPrinter {
    private let indent: Int
    private let numbers: (Double) -> String
    private let isFunction: (JSONValue) -> Bool
    private var bytes: [UInt8] = []

    /// The first number that is not finite, which JSON cannot hold; it is written as `null`.
    private(set) var unprintable: Double?

    init(indent: Int, numbers: @escaping (Double) -> String, isFunction: @escaping (JSONValue) -> Bool = { _ in false })
    {
        self.indent = indent
        self.numbers = numbers
        self.isFunction = isFunction
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func print(_ value: JSONValue, indentation: Int) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let number):
            bytes += (number.magnitude < 1_000_000_000_000_000 ? String(number) : numbers(Double(number))).utf8
        case .double(let number):
            if !number.isFinite { unprintable = unprintable ?? number }
            bytes += (number.isFinite ? numbers(number) : "null").utf8
        case .bigNumber(let text): bytes += (isFunction(value) ? "\"\"" : numbers(Double(text) ?? 0)).utf8
        case .string(let text): print(text)
        case .array(let elements): print(elements, indentation: indentation)
        case .object(let object): print(object, indentation: indentation)
        }
    }

    private mutating func print(_ elements: [JSONValue], indentation: Int) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(indentation + indent)
            print(element, indentation: indentation + indent)
        }
        if !elements.isEmpty { breakLine(indentation) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func print(_ object: JSONObject, indentation: Int) {
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in object.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(indentation + indent)
            print(member.key)
            bytes.append(UInt8(ascii: ":"))
            if indent > 0 { bytes.append(UInt8(ascii: " ")) }
            print(member.value, indentation: indentation + indent)
        }
        if !object.isEmpty { breakLine(indentation) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(_ indentation: Int) {
        guard indent > 0 else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes += repeatElement(UInt8(ascii: " "), count: indentation)
    }

    private mutating func print(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                bytes.append(byte)
            } else {
                escape(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            let digits = String(byte, radix: 16)
            bytes += "u00".utf8
            if digits.utf8.count == 1 { bytes.append(UInt8(ascii: "0")) }
            bytes += digits.utf8
        }
    }
}
