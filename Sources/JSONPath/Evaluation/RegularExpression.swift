internal import CPCRE2

/// The pattern of a filter (`@.name =~ /.*son/i`), matched by PCRE2 against the whole text.
///
/// A match takes a bounded number of steps, so no pattern can stop an execution from going on.
final class RegularExpression: Sendable {
    struct SyntaxError: Error {
        let message: String
    }

    /// How many steps of backtracking a match may take.
    private static let matchLimit: UInt32 = 1_000_000

    let pattern: String
    // A compiled pattern is never changed, and PCRE2 lets several threads match with it at once.
    nonisolated(unsafe) private let code: OpaquePointer

    /// Compiles a pattern with Java's flags: `i` any case, `m` lines, `s` dot matches all, `x` comments; `d`, `u` and `U`
    /// need nothing here.
    init(_ pattern: String, flags: String) throws(SyntaxError) {
        self.pattern = pattern
        var options = PCRE2_UTF | UInt32(PCRE2_ANCHORED) | UInt32(PCRE2_ENDANCHORED)
        for flag in flags {
            switch flag {
            case "i": options |= PCRE2_CASELESS
            case "m": options |= PCRE2_MULTILINE
            case "s": options |= PCRE2_DOTALL
            case "x": options |= PCRE2_EXTENDED
            case "d", "u", "U": break
            default: throw SyntaxError(message: "'\(flag)' is not a flag; there are d i m s u x U")
            }
        }
        let bytes = Array(pattern.utf8)
        var errorCode: Int32 = 0
        var errorOffset = 0
        guard let compiled = pcre2_compile_8(bytes, bytes.count, options, &errorCode, &errorOffset, nil) else {
            throw SyntaxError(message: "\(Self.message(errorCode)) (at byte \(errorOffset) of '\(pattern)')")
        }
        code = compiled
    }

    deinit {
        pcre2_code_free_8(code)
    }

    /// Whether the pattern takes up the whole text; `nil` where the bound on steps was reached.
    func matches(_ text: String) -> Bool? {
        guard let data = pcre2_match_data_create_8(1, nil), let context = pcre2_match_context_create_8(nil) else {
            return nil
        }
        defer {
            pcre2_match_data_free_8(data)
            pcre2_match_context_free_8(context)
        }
        pcre2_set_match_limit_8(context, Self.matchLimit)
        var text = text
        let result = text.withUTF8 { bytes in
            // A Swift string is valid UTF-8, so that need not be checked again.
            pcre2_match_8(code, bytes.baseAddress, bytes.count, 0, UInt32(PCRE2_NO_UTF_CHECK), data, context)
        }
        if result >= 0 { return true }
        return result == PCRE2_ERROR_NOMATCH ? false : nil
    }

    private static func message(_ code: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(code, &buffer, buffer.count)
        return String(decoding: buffer.prefix(Int(max(length, 0))), as: UTF8.self)
    }
}
