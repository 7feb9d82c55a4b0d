/// The replacement of `$replace`: text with `$0` for the match, `$1` … for its groups, `$$` for a dollar sign.
struct ReplacementTemplate {
    private enum Part {
        case text([UInt8])
        case match
        case group(Int)
    }

    private var parts: [Part] = []

    init(_ template: String, groupCount: Int) {
        let bytes = Array(template.utf8)
        let maximumDigits = String(max(1, groupCount)).utf8.count
        var literal: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "$") else {
                literal.append(byte)
                continue
            }
            guard index < bytes.count else {
                literal.append(byte)
                break
            }
            if bytes[index] == UInt8(ascii: "$") {
                literal.append(byte)
                index += 1
            } else if bytes[index] == UInt8(ascii: "0") {
                parts += [.text(literal), .match]
                literal = []
                index += 1
            } else if let (group, length) = Self.group(bytes[index...], maximumDigits, groupCount) {
                parts += [.text(literal), .group(group)]
                literal = []
                index += length
            } else {
                literal.append(byte)
            }
        }
        parts.append(.text(literal))
    }

    /// A group's number: as many digits as there may be, one less where that is no group.
    private static func group(
        _ bytes: ArraySlice<UInt8>, _ maximumDigits: Int, _ groupCount: Int
    ) -> (group: Int, length: Int)? {
        func number(_ digits: Int) -> Int? {
            Int(String(decoding: bytes.prefix(digits).prefix { (0x30...0x39).contains($0) }, as: UTF8.self))
        }
        guard var group = number(maximumDigits) else { return nil }
        if maximumDigits > 1, group > groupCount { group = number(maximumDigits - 1) ?? group }
        return (group, String(group).utf8.count)
    }

    /// Writes the replacement of a match that PCRE2 found.
    func append(_ matches: MatchData, in bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        for part in parts {
            switch part {
            case .text(let text): output += text
            case .match: Self.append(matches.range(0), of: bytes, to: &output)
            case .group(let group): Self.append(matches.range(group), of: bytes, to: &output)
            }
        }
    }

    private static func append(_ range: Range<Int>?, of bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        if let range { output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[range])) }
    }

    /// The replacement of a match.
    func text(_ match: String, _ groups: [String?]) -> String {
        parts.reduce(into: "") { result, part in
            switch part {
            case .text(let text): result += String(decoding: text, as: UTF8.self)
            case .match: result += match
            case .group(let group): result += groups.indices.contains(group - 1) ? groups[group - 1] ?? "" : ""
            }
        }
    }
}
