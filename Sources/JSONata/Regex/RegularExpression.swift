internal import CPCRE2
internal import JSON

/// A regular expression as a value: a function of a string that gives its first match.
///
/// Source: jsonata.org, "Regular expressions"; the syntax is JavaScript's.
final class RegularExpression: Function {
    let pattern: String
    private let code: OpaquePointer

    /// - Throws: `S0302`-like `S0303` where the pattern is not one.
    init(_ pattern: String, flags: String, at position: Int) throws(Fault) {
        self.pattern = pattern
        var options =
            PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF | PCRE2_DOLLAR_ENDONLY
        if flags.contains("i") { options |= PCRE2_CASELESS }
        if flags.contains("m") { options |= PCRE2_MULTILINE }
        let translated = JavaScriptPattern.translate(pattern)
        var errorCode: CInt = 0
        var errorOffset = 0
        let context = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
        guard
            let code = pcre2_compile_8(
                translated, translated.count, UInt32(options), &errorCode, &errorOffset, context)
        else {
            throw Fault(
                "S0303", at: position, value: .string(pattern),
                text: "Invalid regular expression: /\(pattern)/: \(Self.text(of: errorCode))")
        }
        self.code = code
        // Without a just-in-time compiler the interpreter matches the same, more slowly.
        pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    }

    deinit { pcre2_code_free_8(code) }

    private static func text(of code: CInt) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            let length = pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)
            return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
        }
    }

    override var arity: Int { 2 }
    override var isRegularExpression: Bool { true }

    override func call(
        _ arguments: inout Arguments, input: Value, _ evaluation: Evaluation
    ) throws(Fault) -> Value {
        guard let text = arguments[0].string else { return .undefined }
        return try matchObject(in: text, after: nil, evaluation)
    }

    /// The match after one that ended at a byte offset, or the first, as an object with a function for the next one.
    private func matchObject(in text: String, after end: Int?, _ evaluation: Evaluation) throws(Fault) -> Value {
        var text = text
        let found = try text.withBytes { bytes throws(Fault) -> Match? in
            guard try find(in: bytes, after: end, evaluation) else { return nil }
            return Match(evaluation.matches, in: bytes)
        }
        guard let found else { return .undefined }
        var object = JSONObject()
        object["match"] = .string(found.text)
        object["start"] = .integer(Int64(utf16Length(of: text, upTo: found.range.lowerBound)))
        object["end"] = .integer(Int64(utf16Length(of: text, upTo: found.range.upperBound)))
        object["groups"] = .array(found.groups.map { $0.map(JSONValue.string) ?? .null })
        let next = Builtin("next", nil, arity: 0) { _, _, evaluation throws(Fault) in
            try self.matchObject(in: text, after: found.range.upperBound, evaluation)
        }
        object["next"] = evaluation.element(.function(next))
        return .json(.object(object))
    }

    /// Looks for the match after one that ended at a byte offset, or for the first; `evaluation.matches` then has its
    /// places.
    ///
    /// - Throws: `D1004` for an empty match after another, with which there would be no end.
    func find(
        in bytes: UnsafeBufferPointer<UInt8>, after end: Int?, _ evaluation: Evaluation
    ) throws(Fault) -> Bool {
        guard let end else { return try find(in: bytes, from: 0, evaluation) }
        guard end < bytes.count, try find(in: bytes, from: end, evaluation) else { return false }
        if evaluation.matches.range(0)?.isEmpty ?? true { throw Fault("D1004", value: .string(pattern)) }
        return true
    }

    private func find(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ evaluation: Evaluation
    ) throws(Fault) -> Bool {
        let matches = evaluation.matches
        // Strings are always valid UTF-8, so PCRE2 need not check.
        let status = pcre2_match_8(
            code, bytes.baseAddress, bytes.count, start, UInt32(PCRE2_NO_UTF_CHECK), matches.data, matches.context)
        if status >= 0 {
            matches.groupCount = min(Int(status), MatchData.capacity)
            matches.declaredGroupCount = declaredGroupCount
            return true
        }
        if status == PCRE2_ERROR_NOMATCH { return false }
        throw Fault("U1001", text: "Regular expression matching limit exceeded: \(Self.text(of: status))")
    }

    private lazy var declaredGroupCount: Int = {
        var count: UInt32 = 0
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
        return min(Int(count), MatchData.capacity - 1)
    }()
}

/// One match, copied out of the matcher's space.
struct Match {
    let text: String
    let range: Range<Int>
    let groups: [String?]

    init(_ matches: MatchData, in bytes: UnsafeBufferPointer<UInt8>) {
        range = matches.range(0) ?? 0..<0
        text = String(decoding: bytes[range], as: UTF8.self)
        groups = (0..<matches.declaredGroupCount).map { index in
            matches.range(index + 1).map { String(decoding: bytes[$0], as: UTF8.self) }
        }
    }
}

/// How many UTF-16 units a string has up to a byte offset.
func utf16Length(of text: String, upTo offset: Int) -> Int {
    var count = 0
    for byte in text.utf8.prefix(offset) where byte & 0xC0 != 0x80 { count += byte >= 0xF0 ? 2 : 1 }
    return count
}
