import Digests
import JSON

/// What makes two requests the same to a cassette: everything but the order of members, and what differs from one run to
/// the next: times in ISO 8601 and UUIDs.
struct RequestKey: Hashable, Sendable {
    private let digest: String

    init(resource: String, request: JSONValue) {
        let text = "\(resource)\n\(Self.steady(request).text)"
        digest = Digest.sha256.hash(Array(text.utf8)).hexadecimal
    }

    /// The request with members sorted and changing texts replaced.
    static func steady(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(steady(text))
        case .array(let elements): .array(elements.map(steady))
        case .object(let object):
            .object(JSONObject(object.sorted { $0.key < $1.key }.map { ($0.key, steady($0.value)) }))
        default: value
        }
    }

    private static func steady(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20 else { return text }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let rest = bytes[index...]
            if let count = timeLength(rest) {
                result += Array("<time>".utf8)
                index += count
            } else if let count = length(of: uuid, in: rest) {
                result += Array("<id>".utf8)
                index += count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let time = Array("0000-00-00T00:00:00".utf8)
    private static let uuid = Array("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx".utf8)

    /// The length of the time that the bytes begin with: with a fraction or not, and a zone.
    private static func timeLength(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let start = length(of: time, in: bytes) else { return nil }
        var rest = bytes.dropFirst(start)
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop { isDigit($0) } }
        if rest.first == UInt8(ascii: "Z") { return bytes.count - rest.count + 1 }
        guard rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-"),
            let zone = length(of: Array("00:00".utf8), in: rest.dropFirst())
        else { return nil }
        return bytes.count - rest.count + 1 + zone
    }

    /// The length of a pattern that the bytes begin with: `0` is a digit, `x` a hexadecimal one.
    private static func length(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= pattern.count else { return nil }
        let fits = zip(pattern, bytes).allSatisfy { sign, byte in
            switch sign {
            case UInt8(ascii: "0"): isDigit(byte)
            case UInt8(ascii: "x"): isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
            default: sign == byte
            }
        }
        return fits ? pattern.count : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
