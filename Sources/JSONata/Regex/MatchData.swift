internal import CPCRE2

/// The space that PCRE2 writes a match to, used again for each match of an evaluation, and the bounds of matching.
final class MatchData {
    static let capacity = 100

    let data: OpaquePointer?
    let context: OpaquePointer?
    private let offsets: UnsafeMutablePointer<Int>?
    /// How many groups the last match set, the whole match counted.
    var groupCount = 0
    /// How many groups the pattern of the last match has, the whole match not counted.
    var declaredGroupCount = 0

    private static let matchLimit: UInt32 = 2_000_000

    init() {
        data = pcre2_match_data_create_8(UInt32(Self.capacity), nil)
        context = pcre2_match_context_create_8(nil)
        pcre2_set_match_limit_8(context, Self.matchLimit)
        offsets = data.flatMap { pcre2_get_ovector_pointer_8($0) }
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
    }

    /// The bytes of a group, 0 for the whole match; nil where it took no part.
    func range(_ group: Int) -> Range<Int>? {
        guard group < groupCount, let offsets else { return nil }
        let start = offsets[2 * group]
        let end = offsets[2 * group + 1]
        // PCRE2 marks an unset group with the largest number; a look-behind may set an end before the start.
        return start >= 0 && end >= start ? start..<end : nil
    }
}
