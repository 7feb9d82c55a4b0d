import JSON

/// A call of an intrinsic function, compiled once and evaluated many times:
/// `States.Format('{} of {}', $.name, States.ArrayLength($.items))`.
///
/// Specification: Amazon States Language, "Intrinsic Functions".
package struct IntrinsicExpression: Sendable {
    /// How deep calls may nest.
    static let maximumNesting = 10

    /// The call as it was written.
    package let text: String
    let call: IntrinsicCall

    /// - Throws: `IntrinsicSyntaxError` with the place and the reason.
    package init(_ text: String) throws(IntrinsicSyntaxError) {
        var parser = IntrinsicParser(text)
        call = try parser.expression()
        self.text = text
    }

    /// Whether a text is meant as a call of an intrinsic function, well written or not.
    package static func isLikely(_ text: String) -> Bool { text.hasPrefix("States.") }

    /// The paths that are read, in order.
    package var paths: [Path] { call.paths }

    /// The variables that are read, each once, in order.
    package var variableNames: [String] {
        var names: [String] = []
        for name in paths.flatMap(\.variableNames) where !names.contains(name) { names.append(name) }
        return names
    }
}

extension IntrinsicExpression: Hashable {
    package static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// One function with its arguments.
struct IntrinsicCall: Sendable {
    indirect enum Argument: Sendable {
        /// A number, `true`, `false` or `null`.
        case literal(JSONValue)
        case text(IntrinsicText)
        case path(Path)
        case call(IntrinsicCall)
    }

    let function: IntrinsicFunction
    let arguments: [Argument]

    var paths: [Path] {
        arguments.flatMap { argument -> [Path] in
            switch argument {
            case .path(let path): [path]
            case .call(let call): call.paths
            case .literal, .text: []
            }
        }
    }
}

/// A text in single quotes.
struct IntrinsicText: Sendable {
    /// As it was written, for `States.Format`, which tells `\{` from `{`.
    let source: String
    /// Without its escapes.
    let value: String
}
