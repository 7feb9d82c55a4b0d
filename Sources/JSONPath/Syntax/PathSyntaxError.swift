/// Why a text is not a path, and where.
package struct PathSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    package enum Reason: Hashable, Sendable {
        case empty
        /// A path starts with `$`, `$$` or `$name`.
        case missingRoot
        /// What was found and what may stand there, in words.
        case unexpected(String)
        /// A number that is not a 32-bit integer.
        case invalidNumber(String)
        /// A filter whose regular expression does not compile.
        case invalidPattern(String)
        /// A filter or literal nested deeper than the bound, or more steps than the bound.
        case tooComplex(String)
        /// A path that may find several values, or none, where exactly one place is wanted.
        case notAReferencePath(String)
    }

    package let reason: Reason
    /// The place, in UTF-8 bytes from the start of the path.
    package let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package var description: String { "\(message) (at byte \(offset))" }

    /// The reason in words, without the place.
    package var message: String {
        switch reason {
        case .empty: "a path may not be empty"
        case .missingRoot: "a path must start with '$'"
        case .unexpected(let text): text
        case .invalidNumber(let text): "'\(text)' is not a 32-bit whole number"
        case .invalidPattern(let text): "the regular expression does not compile: \(text)"
        case .tooComplex(let text): text
        case .notAReferencePath(let text): text
        }
    }

    /// What CreateStateMachine and ValidateStateMachineDefinition say where a field such as `InputPath` does not hold a
    /// path; the place (`at /States/A/InputPath`) follows.
    package static let invalidPath = "Value must be a valid JSONPath."
    /// What they say where a field such as `ResultPath` does not hold a reference path.
    package static let invalidReferencePath = "Value is not a Reference Path"

    /// What they say where a member of a payload template named `field` (with its `.$`) is neither path nor intrinsic.
    package static func invalidTemplateMember(_ field: String) -> String {
        "The value for the field '\(field)' must be a valid JSONPath or a valid intrinsic function call"
    }
}
