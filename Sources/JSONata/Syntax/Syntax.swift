internal import JSON

/// One node of a parsed expression. The parser builds it, `PathResolver` rewrites it in place (paths, ancestors, tail
/// positions), the compiler reads it once.
final class Syntax {
    enum Kind {
        case name(String)
        case string(String)
        case number(Double)
        case literal(JSONValue)
        case variable(String)
        case wildcard
        case descendants
        case parent(Ancestor?)
        case regex(pattern: String, flags: String)
        /// `-operand`
        case negation
        /// `[operands]`
        case array
        /// `{pairs}`
        case object
        /// Two operands and an operator that is neither of the below.
        case binary(Symbol)
        /// The function and then its arguments.
        case call
        /// The same with `?` among the arguments.
        case partial
        /// The body; the parameters stand in `parameters`.
        case lambda(signature: String?)
        /// Condition, then, and else where given.
        case condition
        /// `a ?: b` and `a ?? b`
        case fallback(Symbol)
        case block
        /// The name and what it is bound to.
        case bind(String)
        /// The argument and the function.
        case apply
        /// Pattern, update and deletion where given.
        case transform
        /// The steps.
        case path
        /// The terms of an order-by clause.
        case sort(descending: [Bool])
        /// `?` as an argument.
        case placeholder
        /// `and`, `or` or `in` where a name may stand.
        case word(Symbol)
        case end
    }

    /// What a step does after its value was found.
    enum Stage {
        case filter(Syntax, position: Int)
        case index(String)
    }

    struct Pair {
        let key: Syntax
        let value: Syntax
    }

    struct Group {
        let pairs: [Pair]
        let position: Int
    }

    var kind: Kind
    let position: Int
    var operands: [Syntax]
    var pairs: [Pair] = []
    var parameters: [String] = []

    /// What `[...]` and `#` after a step hold.
    var stages: [Stage] = []
    /// What `[...]` after an expression that is not a path holds.
    var predicates: [Syntax] = []
    var group: Group?
    /// Whether `[]` was written after it.
    var keepsArray = false
    /// Of a path, whether one of its steps keeps the array.
    var keepsSingletonArray = false
    /// Whether an array constructor is the first or last step, so that what it makes is not flattened.
    var isConstructedStep = false
    /// Whether the step works on tuples: values with the variables that `@`, `#` and `%` bind.
    var isTuple = false
    var focus: String?
    var index: String?
    var ancestor: Ancestor?
    /// The ancestors that are looked for further out.
    var soughtAncestors: [Ancestor] = []

    /// How many nodes stand one below the other, this one counted.
    let height: Int

    init(_ kind: Kind, at position: Int, _ operands: [Syntax] = []) {
        self.kind = kind
        self.position = position
        self.operands = operands
        height = operands.reduce(0) { max($0, $1.height) } + 1
    }

    /// How the reference names the kind, as `S0217` shows it.
    var kindName: String {
        switch kind {
        case .name: "name"
        case .string: "string"
        case .number: "number"
        case .literal: "value"
        case .variable: "variable"
        case .wildcard: "wildcard"
        case .descendants: "descendant"
        case .parent: "parent"
        case .regex: "regex"
        case .negation, .array, .object: "unary"
        case .binary: "binary"
        case .call: "function"
        case .partial: "partial"
        case .lambda: "lambda"
        case .condition, .fallback: "condition"
        case .block: "block"
        case .bind: "bind"
        case .apply: "apply"
        case .transform: "transform"
        case .path: "path"
        case .sort: "sort"
        case .placeholder, .word: "operator"
        case .end: "(end)"
        }
    }

    /// The text that an error message shows.
    var text: String {
        switch kind {
        case .name(let text), .string(let text), .variable(let text): text
        case .number(let value): javaScriptText(of: value)
        case .literal(let value): javaScriptText(of: value)
        case .wildcard: "*"
        case .descendants: "**"
        case .parent: "%"
        case .regex(let pattern, _): pattern
        case .negation: "-"
        case .array: "["
        case .object: "{"
        case .binary(let symbol), .fallback(let symbol), .word(let symbol): symbol.rawValue
        case .call, .partial, .lambda, .block: "("
        case .condition, .placeholder: "?"
        case .bind: ":="
        case .apply: "~>"
        case .transform: "|"
        case .path: operands.first?.text ?? ""
        case .sort: "^"
        case .end: "(end)"
        }
    }
}

/// A `%`: the value that a step was taken from, so many levels up.
final class Ancestor {
    /// The name under which tuples hold it; no variable can have it.
    var label: String
    var level = 1
    let index: Int

    init(index: Int) {
        self.index = index
        label = "!\(index)"
    }
}
