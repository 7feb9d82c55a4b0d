internal import Digests
internal import JSON
internal import Registry

/// Where a listing goes on: opaque to clients, bound to the operation and to what was asked for, good for a day.
struct PageToken: Sendable {
    /// What the next page starts after.
    let cursor: String

    /// Reads the token of a request; nil where it has none.
    ///
    /// - Throws: InvalidToken for a text that this operation did not give for the same question, or more than a day
    ///   ago.
    init?(_ call: Call) throws(APIError) {
        guard let text = call.string("nextToken") else { return nil }
        let parts = Hexadecimal.text(text)?.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false) ?? []
        guard parts.count == 3, parts[0] == Self.fingerprint(call), let given = Int64(parts[1]),
            call.nowMilliseconds - given <= Self.validMilliseconds
        else { throw APIError(RegistryError.invalidToken) }
        cursor = String(parts[2])
    }

    /// Source: API reference, `nextToken`.
    private static let validMilliseconds: Int64 = 24 * 3_600_000

    /// The token for the next page.
    static func text(_ call: Call, after cursor: String) -> JSONValue {
        .string("\(fingerprint(call))|\(call.nowMilliseconds)|\(cursor)".utf8.hexadecimal)
    }

    /// Eight bytes that tell the question from others.
    private static func fingerprint(_ call: Call) -> String {
        var question = call.request
        question["nextToken"] = nil
        question["maxResults"] = nil
        let text = question.map { "\($0.key)=\($0.value.text)" }.sorted().joined(separator: "&")
        return Digest.sha256.hash(Array("\(call.operation.rawValue)?\(text)".utf8)).prefix(8).hexadecimal
    }
}

enum Hexadecimal {
    /// The text whose bytes these digits are.
    static func text(_ digits: String) -> String? {
        let digits = Array(digits.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension Call {
    /// How many results a page has: 100 where the request says nothing or 0.
    var pageSize: Int {
        let size = Int(integer("maxResults") ?? 0)
        return size == 0 ? 100 : size
    }

    /// One page of a sorted list.
    ///
    /// - Parameter key: what the place of an item is known by, also where others come and go.
    func page<Item>(
        _ items: [Item], as name: String, key: (Item) -> String, _ body: (Item) -> JSONObject
    ) throws(APIError) -> JSONObject {
        var start = 0
        if let token = try PageToken(self) {
            start = items.firstIndex { key($0) == token.cursor }.map { $0 + 1 } ?? items.count
        }
        let page = items[start...].prefix(pageSize)
        var answer: JSONObject = [name: .array(page.map { .object(body($0)) })]
        if page.endIndex < items.count, let last = page.last {
            answer["nextToken"] = PageToken.text(self, after: key(last))
        }
        return answer
    }
}
