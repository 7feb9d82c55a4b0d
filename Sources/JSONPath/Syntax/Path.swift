import JSON

/// A JSONPath, compiled once and evaluated many times.
///
/// It reads and behaves like Jayway JsonPath, the library whose answers and messages Step Functions shows, with two roots
/// of its own: `$$` is the context object and `$name` a variable.
///
/// ```
/// $.order.lines[?(@.qty > 0)].sku      a list, as filters, wildcards, slices and `..` always give
/// $$.Execution.Id                      from the context object
/// $customer['name']                    from a variable
/// ```
///
/// Specification: Amazon States Language, "Paths".
package struct Path: Sendable {
    /// What the steps start from.
    package enum Root: Sendable, Hashable {
        /// `$`: the input of the state.
        case input
        /// `$$`: the context object.
        case context
        /// `$name`: a variable.
        case variable(String)
    }

    /// The path as it was written.
    package let text: String
    package let root: Root
    let steps: PathSteps

    /// Compiles a path that starts with `$`, as Step Functions wants it.
    ///
    /// - Throws: `PathSyntaxError` with the place and the reason.
    package init(_ text: String) throws(PathSyntaxError) {
        var parser = PathParser(text)
        self.text = text
        (root, steps) = try parser.path()
    }

    init(text: String, root: Root, steps: PathSteps) {
        self.text = text
        self.root = root
        self.steps = steps
    }

    /// Compiles a path as Jayway's library takes it: blanks around it are ignored, the leading `$.` may be missing and
    /// `@` stands for `$`; there are no variables and no context object.
    ///
    /// - Throws: `PathSyntaxError` with the place and the reason.
    package init(query text: String) throws(PathSyntaxError) {
        var trimmed = text.utf8.drop { $0 <= 0x20 }
        while let last = trimmed.last, last <= 0x20 { trimmed.removeLast() }
        guard let first = trimmed.first else { throw PathSyntaxError(.empty, at: 0) }
        let body = String(Substring(first == UInt8(ascii: "@") ? trimmed.dropFirst() : trimmed))
        let rooted =
            switch first {
            case UInt8(ascii: "$"): body
            case UInt8(ascii: "@"): "$" + body
            default: "$." + body
            }
        try self.init(rooted)
        guard root == .input else { throw PathSyntaxError(.unexpected("expected '.' or '['"), at: 1) }
    }

    /// Whether the path identifies at most one value; one that does not always gives a list.
    package var isDefinite: Bool { steps.areDefinite }

    /// The variables that are read, each once, in order: the root first, then those inside filters.
    package var variableNames: [String] {
        var names: [String] = []
        if case .variable(let name) = root { names.append(name) }
        steps.collectVariables(into: &names)
        return names
    }
}

extension Path: Hashable {
    package static func == (left: Path, right: Path) -> Bool { sameBytes(left.text, right.text) }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension Path: CustomStringConvertible {
    package var description: String { text }
}
