/// A compiled part of an expression: what it needs is resolved, so evaluating looks nothing up by name.
///
/// Nodes are written once by the compiler and only read afterwards.
class Node {
    /// Evaluates against `input` (the context, `$`) with the variables of `frame`.
    func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        .undefined
    }

    /// The same, but a sequence keeps its form, which predicates that follow need to see.
    func evaluateRaw(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluate(input, frame, evaluation)
    }

    /// The same in a function's last position: a call may be left in `pendingCall` instead of being made.
    func evaluateTail(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluate(input, frame, evaluation)
    }

    /// Whether the result counts as true; undefined does not.
    func test(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Bool {
        try evaluate(input, frame, evaluation).isTrue(evaluation)
    }

    /// Whether the result is always a Boolean.
    var isPredicate: Bool { false }

    /// The value, where it is the same in every evaluation.
    var constant: Value? { nil }
}

/// A value that is known when the expression is compiled.
final class ConstantNode: Node {
    private let value: Value

    init(_ value: Value) { self.value = value }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value { value }
    override var constant: Value? { value }
}
