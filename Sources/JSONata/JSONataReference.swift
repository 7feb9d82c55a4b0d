/// Something outside itself that an expression refers to.
public struct JSONataReference: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A variable that the expression does not bind, and the plain fields that follow: `$states.input.a` has the path
        /// `["input", "a"]`.
        case variable(name: String, path: [String])
        /// `$` where it is the input of the whole expression.
        case context
        /// `$$`
        case root
        /// A bare field where it is one of the input of the whole expression.
        case field(String)
        /// A call of a function that the dialect does not have and the expression does not bind.
        case unknownFunction(String)
        /// A path that goes on after an item of an array constructor: `[…][0].name`. The reference implementation finds
        /// nothing there; this one finds what it says.
        case pathAfterPick
    }

    public let kind: Kind
    /// Where it starts, in UTF-16 units from the start of the expression.
    public let position: Int
}
