internal import Digests
internal import JSON

/// Functions that AWS Step Functions adds to JSONata.
///
/// Source: AWS Step Functions Developer Guide, "JSONata functions provided by Step Functions".
enum StepFunctionsFunctions {
    static var all: [Builtin] {
        [
            Builtin("partition", "<an:a<a>>", arity: 2) { arguments, _, evaluation throws(Fault) in
                guard let elements = arguments.elements(0), let size = arguments.number(1) else { return .undefined }
                guard size >= 1 else {
                    throw Fault("D3001", text: "The second argument of partition function must be a positive number")
                }
                let length = size < 1e9 ? Int(size) : .max
                try evaluation.charge(elements: elements.count)
                return .array(
                    stride(from: 0, to: elements.count, by: length).map {
                        .array(
                            Array(elements[$0..<min(elements.count, $0 &+ length < $0 ? elements.count : $0 + length)]))
                    })
            },
            Builtin("range", "<nnn:a<n>>", arity: 3) { arguments, _, evaluation throws(Fault) in
                guard let start = arguments.number(0), let end = arguments.number(1), let step = arguments.number(2)
                else {
                    return .undefined
                }
                return .array(try range(whole(start), whole(end), whole(step), evaluation))
            },
            Builtin("hash", "<s-s:s>", arity: 2) { arguments, _, _ throws(Fault) in
                guard let text = arguments.string(0), let name = arguments.string(1) else { return .undefined }
                guard let digest = Digest(rawValue: name) else {
                    throw Fault(
                        "D3001", value: .string(name),
                        text: "Hash algorithm '\(name)' is not one of MD5, SHA-1, SHA-256, SHA-384, SHA-512")
                }
                return .string(hexadecimal(digest.hash(Array(text.utf8))))
            },
            Builtin("random", "<n?:n>", arity: 0) { arguments, _, evaluation in
                guard let seed = arguments.number(0) else { return .number(evaluation.random.nextUnit()) }
                var generator = JavaRandom(seed: Int64(exactly: seed.rounded(.towardZero)) ?? 0)
                return .number(generator.nextDouble())
            },
            Builtin("uuid", "<:s>", arity: 0) { _, _, evaluation in .string(uuid(&evaluation.random)) },
            Builtin("parse", "<s-:x>", arity: 1) { arguments, _, evaluation throws(Fault) in
                guard let text = arguments.string(0) else { return .undefined }
                do {
                    let value = try JSONValue(parsing: text)
                    try evaluation.charge(bytes: text.utf8.count)
                    return .json(value)
                } catch let error as JSONParseError {
                    throw Fault("D3001", value: .string(text), text: "Argument of parse function is not JSON: \(error)")
                } catch let fault as Fault {
                    throw fault
                } catch {
                    throw Fault("D3001", value: .string(text))
                }
            },
        ]
    }

    /// Cut to whole towards zero.
    private static func whole(_ number: Double) -> Int64 {
        Int64(exactly: number.rounded(.towardZero)) ?? (number < 0 ? .min : .max)
    }

    private static func range(
        _ start: Int64, _ end: Int64, _ step: Int64, _ evaluation: Evaluation
    ) throws(Fault) -> [JSONValue] {
        guard step != 0 else {
            throw Fault("D3001", text: "The third argument of range function must not be zero")
        }
        let span = Double(end) - Double(start)
        let count = (span / Double(step)).rounded(.down) + 1
        guard count > 0 else { return [] }
        if count > 10_000_000 { throw Fault("D2014", value: JSONValue(number: count)) }
        try evaluation.charge(elements: Int(count))
        return (0..<Int64(count)).map { .integer(start &+ $0 &* step) }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// A random (version 4) UUID. Specification: RFC 9562, section 5.4.
    private static func uuid(_ generator: inout RandomGenerator) -> String {
        var bytes: [UInt8] = (0..<2).flatMap { _ in
            withUnsafeBytes(of: generator.next().bigEndian) { Array($0) }
        }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let text = hexadecimal(bytes)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { text.slice($0) }.joined(separator: "-")
    }
}

/// The generator of `java.util.Random`, whose numbers Step Functions gives for a seed.
///
/// Specification: Java Platform API, class `java.util.Random`.
struct JavaRandom {
    private var state: UInt64

    private static let multiplier: UInt64 = 0x5_DEEC_E66D
    private static let mask: UInt64 = (1 << 48) - 1

    init(seed: Int64) { state = (UInt64(bitPattern: seed) ^ Self.multiplier) & Self.mask }

    private mutating func next(bits: UInt64) -> UInt64 {
        state = (state &* Self.multiplier &+ 0xB) & Self.mask
        return state >> (48 - bits)
    }

    /// A number from 0 up to but not including 1.
    mutating func nextDouble() -> Double {
        let high = next(bits: 26) << 27
        return Double(high + next(bits: 27)) * 0x1p-53
    }
}
