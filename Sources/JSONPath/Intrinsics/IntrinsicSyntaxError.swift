/// Why a text is not a call of an intrinsic function, and where.
///
/// CreateStateMachine and ValidateStateMachineDefinition say `PathSyntaxError.invalidTemplateMember(_:)` instead.
package struct IntrinsicSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    package enum Reason: Hashable, Sendable {
        case unknownFunction(String)
        case wrongArgumentCount(function: String, found: Int, allowed: ClosedRange<Int>)
        case nestedTooDeep(maximum: Int)
        /// A backslash before something other than `'`, `{`, `}` or `\`.
        case unknownEscape
        case unclosedText
        case invalidPath(PathSyntaxError)
        /// What was found and what may stand there, in words.
        case unexpected(String)
    }

    package let reason: Reason
    /// The place, in UTF-8 bytes from the start of the text.
    package let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package var description: String { "\(message) (at byte \(offset))" }

    /// The reason in words, without the place.
    package var message: String {
        switch reason {
        case .unknownFunction(let name):
            "'\(name)' is not an intrinsic function; there are "
                + IntrinsicFunction.allCases.map(\.rawValue).joined(separator: ", ")
        case .wrongArgumentCount(let function, let found, let allowed):
            "\(function) takes \(Self.words(for: allowed)), found \(found)"
        case .nestedTooDeep(let maximum): "functions nested more than \(maximum) deep"
        case .unknownEscape: #"not an escape of intrinsic functions; there are \' \{ \} \\"#
        case .unclosedText: "the text is not closed; expected \"'\""
        case .invalidPath(let error): error.message
        case .unexpected(let text): text
        }
    }

    private static func words(for counts: ClosedRange<Int>) -> String {
        switch (counts.lowerBound, counts.upperBound) {
        case (0, 0): "no arguments"
        case (1, 1): "1 argument"
        case (let lower, Int.max): "at least \(lower) argument"
        case (let lower, let upper) where lower == upper: "\(lower) arguments"
        case (let lower, let upper): "\(lower) to \(upper) arguments"
        }
    }
}
