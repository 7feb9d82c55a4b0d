import Interpreter
import JSON

/// Compares payloads that were recorded with computed ones; task tokens and what was blanked are the same as anything.
struct PayloadComparison {
    /// Whether UUIDs may differ, and times by so much as passes between an event and the expressions around it.
    let allowsUnrecorded: Bool
    private static let slackMilliseconds: Int64 = 2_000

    func isSame(_ recorded: JSONValue, _ computed: JSONValue) -> Bool {
        switch (recorded, computed) {
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { member in
                    guard let other = right[member.key] else { return false }
                    // The name of a Map Run is made of that of its machine, which a history need not say, and a UUID.
                    return allowsUnrecorded && member.key == "mapRunArn" || isSame(member.value, other)
                }
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
        case (.string(Redaction.blank), _), (_, .string(Redaction.blank)): true
        case (.string(let left), .string(let right)): isSame(left, right)
        case (.integer, _), (.double, _): recorded == computed || allowsUnrecorded && areNearTimes(recorded, computed)
        default: recorded == computed
        }
    }

    private func isSame(_ recorded: String, _ computed: String) -> Bool {
        if recorded == computed || computed.isTaskToken { return true }
        guard allowsUnrecorded else { return false }
        if let left = Timestamp(parsing: recorded), let right = Timestamp(parsing: computed) {
            return abs(left.milliseconds - right.milliseconds) <= Self.slackMilliseconds
        }
        return recorded.withoutUUIDs == computed.withoutUUIDs
    }

    /// Whether both are times of our days, in milliseconds since 1970.
    private func areNearTimes(_ recorded: JSONValue, _ computed: JSONValue) -> Bool {
        guard let left = recorded.double, let right = computed.double, left > 1e12, left < 1e13 else { return false }
        return abs(left - right) <= Double(Self.slackMilliseconds)
    }
}

extension String {
    /// Whether the text is one of our task tokens.
    fileprivate var isTaskToken: Bool { hasPrefix("AQ-") && split(separator: "-").count == 4 }

    /// The text with `*` in place of each UUID.
    fileprivate var withoutUUIDs: String {
        let bytes = Array(utf8)
        guard bytes.count >= 36 else { return self }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let isUUID = bytes[index...].prefix(36).isUUID
            result.append(isUUID ? UInt8(ascii: "*") : bytes[index])
            index += isUUID ? 36 : 1
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension ArraySlice<UInt8> {
    /// Whether the bytes are a UUID: digits in groups of 8, 4, 4, 4 and 12.
    fileprivate var isUUID: Bool {
        count == 36
            && enumerated().allSatisfy { offset, byte in
                switch offset {
                case 8, 13, 18, 23: byte == UInt8(ascii: "-")
                default: (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
                }
            }
    }
}
