internal import JSON

/// `function(arguments)`, and `first ~> function(arguments)`.
final class CallNode: Node {
    private let procedure: Node
    private let leading: Node?
    private let arguments: [Node]
    /// The name that errors show.
    private let name: String?
    /// Whether the function was named without `$` where one of that name exists.
    private let lacksDollar: Bool
    private let position: Int

    init(
        _ procedure: Node, leading: Node? = nil, _ arguments: [Node], name: String?, lacksDollar: Bool, at position: Int
    ) {
        self.procedure = procedure
        self.leading = leading
        self.arguments = arguments
        self.name = name
        self.lacksDollar = lacksDollar
        self.position = position
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluateRaw(input, frame, evaluation).normalized(evaluation)
    }

    override func evaluateRaw(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        let mark = evaluation.memoryBytes
        let function = try self.function(input, frame, evaluation)
        var values = try evaluateArguments(input, frame, evaluation)
        let result: Value
        do {
            result = try function.call(&values, input: input, evaluation)
        } catch {
            throw error.located(at: position, token: name)
        }
        evaluation.leave()
        evaluation.release(to: mark, keeping: result)
        return result
    }

    override func evaluateTail(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        let function = try self.function(input, frame, evaluation)
        var values = try evaluateArguments(input, frame, evaluation)
        defer { evaluation.leave() }
        do {
            if let lambda = function as? Lambda {
                evaluation.pendingCall = (lambda, try lambda.makeFrame(&values, input: input, evaluation))
                return .undefined
            }
            return try function.call(&values, input: input, evaluation).normalized(evaluation)
        } catch {
            throw error.located(at: position, token: name)
        }
    }

    @inline(__always)
    private func function(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Function {
        let target = try procedure.evaluate(input, frame, evaluation)
        if case .function(let function) = target { return function }
        // The reference evaluates the arguments first, so that their errors come before this one.
        _ = try evaluateArguments(input, frame, evaluation)
        throw Fault(lacksDollar && target.isUndefined ? "T1005" : "T1006", at: position, token: name)
    }

    @inline(__always)
    private func evaluateArguments(
        _ input: Value, _ frame: Frame, _ evaluation: Evaluation
    ) throws(Fault) -> Arguments {
        var values = Arguments()
        if let leading { values.append(try leading.evaluate(input, frame, evaluation)) }
        for argument in arguments { values.append(try argument.evaluate(input, frame, evaluation)) }
        return values
    }
}

/// `argument ~> function`, and `function ~> function`, which makes a function of both.
final class ApplyNode: Node {
    private let argument: Node
    private let function: Node
    private let position: Int

    init(_ argument: Node, _ function: Node, at position: Int) {
        self.argument = argument
        self.function = function
        self.position = position
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluateRaw(input, frame, evaluation).normalized(evaluation)
    }

    override func evaluateRaw(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        let first = try argument.evaluate(input, frame, evaluation)
        let second = try function.evaluate(input, frame, evaluation)
        guard case .function(let outer) = second else {
            throw Fault("T2006", at: position, value: evaluation.element(second))
        }
        defer { evaluation.leave() }
        if case .function(let inner) = first { return .function(Composition(inner, then: outer)) }
        var arguments = Arguments(first)
        return try outer.call(&arguments, input: input, evaluation)
    }
}

/// Two functions, one after the other.
final class Composition: Function {
    private let first: Function
    private let second: Function

    init(_ first: Function, then second: Function) {
        self.first = first
        self.second = second
    }

    override var arity: Int { 1 }

    override func call(
        _ arguments: inout Arguments, input: Value, _ evaluation: Evaluation
    ) throws(Fault) -> Value {
        try evaluation.enter()
        var inner = Arguments(arguments[0])
        var outer = Arguments(try first.call(&inner, input: input, evaluation).normalized(evaluation))
        let result = try second.call(&outer, input: input, evaluation)
        evaluation.leave()
        return result
    }
}

/// `function(a, ?)`: a function of what is left open.
final class PartialNode: Node {
    private let procedure: Node
    /// The arguments; nil where one is left open.
    private let arguments: [Node?]
    private let name: String?
    private let lacksDollar: Bool
    private let position: Int

    init(_ procedure: Node, _ arguments: [Node?], name: String?, lacksDollar: Bool, at position: Int) {
        self.procedure = procedure
        self.arguments = arguments
        self.name = name
        self.lacksDollar = lacksDollar
        self.position = position
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        var values: [Value?] = []
        for argument in arguments {
            values.append(try argument.map { node throws(Fault) in try node.evaluate(input, frame, evaluation) })
        }
        let target = try procedure.evaluate(input, frame, evaluation)
        evaluation.leave()
        guard case .function(let function) = target else {
            throw Fault(lacksDollar ? "T1007" : "T1008", at: position, token: name)
        }
        return .function(PartialFunction(function, values))
    }
}

/// A function with some of its arguments given.
final class PartialFunction: Function {
    private let function: Function
    private let given: [Value?]

    init(_ function: Function, _ given: [Value?]) {
        self.function = function
        self.given = given
    }

    override var arity: Int { given.count { $0 == nil } }

    override func call(
        _ arguments: inout Arguments, input: Value, _ evaluation: Evaluation
    ) throws(Fault) -> Value {
        var complete = Arguments()
        var next = 0
        for value in given {
            complete.append(value ?? arguments[next])
            if value == nil { next += 1 }
        }
        return try function.call(&complete, input: input, evaluation)
    }
}
