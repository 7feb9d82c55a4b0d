internal import JSON

/// Base64 and URL encoding. Source: jsonata.org, "String functions".
enum EncodingFunctions {
    static var all: [Builtin] {
        [
            Builtin("base64encode", "<s-:s>", arity: 1) { arguments, _, evaluation in
                arguments.string(0).map { .string(Base64.encode(Base64.bytes($0, evaluation.dialect))) } ?? .undefined
            },
            Builtin("base64decode", "<s-:s>", arity: 1) { arguments, _, evaluation in
                arguments.string(0).map { .string(Base64.text(Base64.decode($0), evaluation.dialect)) } ?? .undefined
            },
            Builtin("encodeUrlComponent", "<s-:s>", arity: 1) { arguments, _, _ in
                arguments.string(0).map { .string(encode($0, keeping: unreserved)) } ?? .undefined
            },
            Builtin("encodeUrl", "<s-:s>", arity: 1) { arguments, _, _ in
                arguments.string(0).map { .string(encode($0, keeping: unreserved.union(reserved))) } ?? .undefined
            },
            Builtin("decodeUrlComponent", "<s-:s>", arity: 1) { arguments, _, _ throws(Fault) in
                try arguments.string(0).map { text throws(Fault) in
                    .string(try decode(text, keeping: [], function: "decodeUrlComponent"))
                } ?? .undefined
            },
            Builtin("decodeUrl", "<s-:s>", arity: 1) { arguments, _, _ throws(Fault) in
                try arguments.string(0).map { text throws(Fault) in
                    .string(try decode(text, keeping: reserved, function: "decodeUrl"))
                } ?? .undefined
            },
        ]
    }

    private static let unreserved = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()".utf8)
    private static let reserved = Set(";/?:@&=+$,#".utf8)

    private static func encode(_ text: String, keeping kept: Set<UInt8>) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if kept.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Throws: `D3140` where an escape is no escape or the bytes are not UTF-8.
    private static func decode(
        _ text: String, keeping kept: Set<UInt8>, function: String
    ) throws(Fault) -> String {
        let malformed = Fault("D3140", token: function, value: .string(text))
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < source.count {
            guard source[index] == UInt8(ascii: "%") else {
                bytes.append(source[index])
                index += 1
                continue
            }
            guard index + 2 < source.count, let high = hexValue(source[index + 1]),
                let low = hexValue(source[index + 2])
            else { throw malformed }
            let byte = high << 4 | low
            if kept.contains(byte) { bytes += source[index..<index + 3] } else { bytes.append(byte) }
            index += 3
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw malformed }
        return decoded
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

private let hexDigits = Array("0123456789ABCDEF".utf8)

/// Base64. To the reference each character is one byte (Latin-1); Step Functions takes UTF-8.
private enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func bytes(_ text: String, _ dialect: JSONataExpression.Dialect) -> [UInt8] {
        switch dialect {
        case .standard: text.utf16.map { UInt8(truncatingIfNeeded: $0) }
        case .stepFunctions: Array(text.utf8)
        }
    }

    static func text(_ bytes: [UInt8], _ dialect: JSONataExpression.Dialect) -> String {
        switch dialect {
        case .standard: String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        case .stepFunctions: String(decoding: bytes, as: UTF8.self)
        }
    }

    static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            bits <<= 8
            for place in 0..<4 {
                output.append(place <= group.count ? alphabet[Int(bits >> 26)] : UInt8(ascii: "="))
                bits <<= 6
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The bytes; characters outside the alphabet are passed over.
    static func decode(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 {
            let digit = byte == UInt8(ascii: "-") ? 62 : byte == UInt8(ascii: "_") ? 63 : alphabet.firstIndex(of: byte)
            guard let digit else { continue }
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return output
    }
}
