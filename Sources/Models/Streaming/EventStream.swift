import JSON
import Tasks

/// Reads `application/vnd.amazon.eventstream`: frames with lengths, headers, a payload and checksums.
///
/// Source: AWS SDK, "Event stream encoding".
struct EventStream: Sendable {
    struct Message: Sendable {
        var headers: [String: String] = [:]
        var payload: JSONValue = [:]
    }

    private var pending: [UInt8] = []
    private static let maximumByteCount = 24 << 20

    /// The messages that these bytes complete.
    ///
    /// - Throws: `ModelFailure` for a frame that was damaged.
    mutating func take(_ bytes: [UInt8]) throws(ModelFailure) -> [Message] {
        pending += bytes
        var messages: [Message] = []
        while pending.count >= 16 {
            let count = Int(Self.number(pending[0..<4]))
            guard (16...Self.maximumByteCount).contains(count), Self.isIntact(pending[0..<12]) else {
                throw Self.damaged
            }
            guard pending.count >= count else { break }
            messages.append(try Self.message(pending[0..<count]))
            pending.removeFirst(count)
        }
        return messages
    }

    private static let damaged = ModelFailure(.internalError, "A frame of the stream is damaged")

    private static func message(_ frame: ArraySlice<UInt8>) throws(ModelFailure) -> Message {
        let headerCount = Int(number(frame[4..<8]))
        guard isIntact(frame), headerCount <= frame.count - 16 else { throw damaged }
        var message = Message()
        var rest = frame[12..<(12 + headerCount)]
        while let nameCount = rest.popFirst() {
            let name = String(decoding: rest.prefix(Int(nameCount)), as: UTF8.self)
            rest = rest.dropFirst(Int(nameCount))
            // 7 is a string, with its length in two bytes; Bedrock sends no others.
            guard rest.popFirst() == 7, rest.count >= 2 else { throw damaged }
            let count = Int(number(rest.prefix(2)))
            message.headers[name] = String(decoding: rest.dropFirst(2).prefix(count), as: UTF8.self)
            rest = rest.dropFirst(2 + count)
        }
        let payload = frame[(12 + headerCount)..<(frame.count - 4)]
        if !payload.isEmpty {
            guard let value = try? JSONValue(parsing: Array(payload)) else { throw damaged }
            message.payload = value
        }
        return message
    }

    /// Whether the last four bytes are the checksum of those before.
    private static func isIntact(_ bytes: ArraySlice<UInt8>) -> Bool {
        UInt64(CRC32.checksum(Array(bytes.dropLast(4)))) == number(bytes.suffix(4))
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
