internal import JSON

/// A failure inside the parser or the evaluator: a code and what its message needs; `JSONataError` is made of it
/// where it leaves the library.
///
/// One word wide, so that throwing functions return in registers.
struct Fault: Error {
    final class Details: @unchecked Sendable {
        // Unchecked because it is filled in only by the evaluation that made it, on one thread.

        let code: String
        var position: Int?
        var token: String?
        /// Whether the token is a literal, which messages show without quotes.
        var isTokenLiteral = false
        var value: JSONValue?
        var secondValue: JSONValue?
        var index: Int?
        /// The words of a message that the expression itself gave, or of a bound.
        var text: String?

        init(code: String) { self.code = code }
    }

    let details: Details

    init(
        _ code: String, at position: Int? = nil, token: String? = nil, value: JSONValue? = nil,
        secondValue: JSONValue? = nil, index: Int? = nil, text: String? = nil
    ) {
        details = Details(code: code)
        details.position = position
        details.token = token
        details.value = value
        details.secondValue = secondValue
        details.index = index
        details.text = text
    }

    /// A failure at a word of the source.
    init(_ code: String, at token: Token, value: JSONValue? = nil) {
        self.init(code, at: token.position, token: token.text, value: value)
        details.isTokenLiteral = token.isLiteral
    }

    /// The same failure with the place and the operator or function where it has none yet.
    func located(at position: Int, token: String?) -> Fault {
        if details.position == nil { details.position = position }
        if details.token == nil { details.token = token }
        return self
    }
}
