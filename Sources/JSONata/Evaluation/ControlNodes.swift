internal import JSON

/// `test ? then : otherwise`
final class ConditionNode: Node {
    private let condition: Node
    private let then: Node
    private let otherwise: Node?

    init(_ condition: Node, then: Node, otherwise: Node?) {
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        var result = Value.undefined
        if try condition.test(input, frame, evaluation) {
            result = try then.evaluate(input, frame, evaluation)
        } else if let otherwise {
            result = try otherwise.evaluate(input, frame, evaluation)
        }
        evaluation.leave()
        return result
    }

    override func evaluateTail(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        var result = Value.undefined
        if try condition.test(input, frame, evaluation) {
            result = try then.evaluateTail(input, frame, evaluation)
        } else if let otherwise {
            result = try otherwise.evaluateTail(input, frame, evaluation)
        }
        evaluation.leave()
        return result
    }
}

/// `value ?: other` (where the value counts as true) and `value ?? other` (where there is one).
final class FallbackNode: Node {
    private let value: Node
    private let other: Node
    private let takesAnyValue: Bool

    init(_ value: Node, takesAnyValue: Bool, other: Node) {
        self.value = value
        self.takesAnyValue = takesAnyValue
        self.other = other
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        var result = try value.evaluate(input, frame, evaluation)
        if !(takesAnyValue ? !result.isUndefined : result.isTrue(evaluation)) {
            result = try other.evaluate(input, frame, evaluation)
        }
        evaluation.leave()
        return result
    }
}

/// `(a; b; c)`: one after the other; the last one's value counts.
final class BlockNode: Node {
    /// Where the block's variables live.
    enum Variables {
        /// In slots of the frame around it, cleared on entry.
        case hoisted(Range<Int>)
        /// In a frame of its own, because functions made inside may outlive the block.
        case own(count: Int)
    }

    private let expressions: [Node]
    private let last: Node?
    private let variables: Variables

    init(_ expressions: [Node], variables: Variables) {
        self.expressions = Array(expressions.dropLast())
        last = expressions.last
        self.variables = variables
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        guard let last else { return .undefined }
        try evaluation.enter()
        let inner = try begin(input, frame, evaluation)
        let result = try last.evaluate(input, inner, evaluation)
        evaluation.leave()
        return result
    }

    override func evaluateTail(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        guard let last else { return .undefined }
        try evaluation.enter()
        let inner = try begin(input, frame, evaluation)
        let result = try last.evaluateTail(input, inner, evaluation)
        evaluation.leave()
        return result
    }

    @inline(__always)
    private func begin(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Frame {
        var inner = frame
        switch variables {
        case .hoisted(let slots): for slot in slots { frame[slot] = .unbound }
        case .own(let count): inner = Frame.make(count, parent: frame)
        }
        for expression in expressions { _ = try expression.evaluate(input, inner, evaluation) }
        return inner
    }
}

/// `$name := value`
final class BindNode: Node {
    private let slot: Int
    private let value: Node

    init(slot: Int, value: Node) {
        self.slot = slot
        self.value = value
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        let result = try value.evaluate(input, frame, evaluation)
        evaluation.leave()
        frame[slot] = result
        return result
    }
}
