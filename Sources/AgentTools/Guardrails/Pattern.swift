internal import CPCRE2

/// A regular expression with bounded work.
///
/// `@unchecked Sendable`: the compiled code is never changed after `init`.
final class Pattern: @unchecked Sendable {
    private static let maximumSteps: UInt32 = 1_000_000

    private let code: OpaquePointer

    /// - Returns: nil where the text is no regular expression.
    init?(_ text: String, ignoresCase: Bool = false) {
        let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) | (ignoresCase ? UInt32(PCRE2_CASELESS) : 0)
        var error: CInt = 0
        var offset = 0
        let bytes = Array(text.utf8)
        guard let code = pcre2_compile_8(bytes, bytes.count, options, &error, &offset, nil) else { return nil }
        self.code = code
    }

    deinit { pcre2_code_free_8(code) }

    /// The places of all matches, as ranges of UTF-8 bytes, in order.
    func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        let data = pcre2_match_data_create_from_pattern_8(code, nil)
        let context = pcre2_match_context_create_8(nil)
        defer {
            pcre2_match_data_free_8(data)
            pcre2_match_context_free_8(context)
        }
        pcre2_set_match_limit_8(context, Self.maximumSteps)
        var found: [Range<Int>] = []
        var start = 0
        while start <= bytes.count {
            guard pcre2_match_8(code, bytes, bytes.count, start, 0, data, context) > 0,
                let places = pcre2_get_ovector_pointer_8(data)
            else { break }
            let range = Int(places[0])..<max(Int(places[0]), Int(places[1]))
            if !range.isEmpty { found.append(range) }
            start = range.isEmpty ? next(after: range.upperBound, in: bytes) : range.upperBound
        }
        return found
    }

    private func next(after offset: Int, in bytes: [UInt8]) -> Int {
        var offset = offset + 1
        while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        return offset
    }
}
