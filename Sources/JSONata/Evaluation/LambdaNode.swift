internal import JSON

/// `function($a, $b) { body }`
final class LambdaNode: Node {
    let parameterCount: Int
    /// Slots of the parameters and then of the variables of the body.
    let slotCount: Int
    let signature: Signature?
    let body: Node

    init(parameterCount: Int, slotCount: Int, signature: Signature?, body: Node) {
        self.parameterCount = parameterCount
        self.slotCount = slotCount
        self.signature = signature
        self.body = body
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.charge(bytes: 64)
        return .function(Lambda(self, input: input, frame: frame))
    }
}

/// A function made by an expression: its code, its context and the frame it was made in.
final class Lambda: Function {
    let node: LambdaNode
    let input: Value
    let frame: Frame

    init(_ node: LambdaNode, input: Value, frame: Frame) {
        self.node = node
        self.input = input
        self.frame = frame
    }

    override var arity: Int { node.parameterCount }

    override func call(
        _ arguments: inout Arguments, input: Value, _ evaluation: Evaluation
    ) throws(Fault) -> Value {
        try evaluation.invoke(self, try makeFrame(&arguments, input: input, evaluation))
    }

    /// The frame of a call: the arguments in the first slots.
    @inline(__always)
    func makeFrame(_ arguments: inout Arguments, input: Value, _ evaluation: Evaluation) throws(Fault) -> Frame {
        if let signature = node.signature {
            try signature.validate(&arguments, context: input, function: nil, evaluation)
        }
        let inner = Frame.make(node.slotCount, parent: frame)
        for index in 0..<node.parameterCount { inner[index] = arguments[index] }
        return inner
    }
}

extension Evaluation {
    /// Runs a function's body, and then the calls that its last position leaves, without going deeper for each.
    func invoke(_ lambda: Lambda, _ frame: Frame) throws(Fault) -> Value {
        var lambda = lambda
        var frame = frame
        while true {
            try step()
            let result = try lambda.node.body.evaluateTail(lambda.input, frame, self)
            guard let next = pendingCall else { return result }
            pendingCall = nil
            lambda = next.lambda
            frame = next.frame
        }
    }
}

/// What a built-in function calls for each of many items: only as many arguments as the function declares, and without
/// a new frame for each call where the last one's is free again.
struct Callback {
    private let function: Function
    private let lambda: Lambda?
    private var frame: Frame?
    private let input: Value
    let arity: Int

    init(_ function: Function, input: Value) {
        self.function = function
        self.input = input
        arity = function.arity
        lambda = (function as? Lambda).flatMap { $0.node.signature == nil ? $0 : nil }
    }

    /// Calls it; the result is normalized.
    mutating func call(
        _ evaluation: Evaluation, _ first: Value, _ second: @autoclosure () -> Value = .undefined,
        _ third: @autoclosure () -> Value = .undefined, _ fourth: @autoclosure () -> Value = .undefined
    ) throws(Fault) -> Value {
        let mark = evaluation.memoryBytes
        let result: Value
        if let lambda {
            let frame = takeFrame(lambda)
            if arity > 0 { frame[0] = first }
            if arity > 1 { frame[1] = second() }
            if arity > 2 { frame[2] = third() }
            if arity > 3 { frame[3] = fourth() }
            result = try evaluation.invoke(lambda, frame)
        } else {
            var arguments = Arguments(first)
            if arity > 1 { arguments.append(second()) }
            if arity > 2 { arguments.append(third()) }
            if arity > 3 { arguments.append(fourth()) }
            result = try function.call(&arguments, input: input, evaluation)
        }
        let value = result.normalized(evaluation)
        evaluation.release(to: mark, keeping: value)
        return value
    }

    private mutating func takeFrame(_ lambda: Lambda) -> Frame {
        if isKnownUniquelyReferenced(&frame), let frame {
            for slot in 0..<lambda.node.slotCount { frame[slot] = slot < arity ? .undefined : .unbound }
            return frame
        }
        let new = Frame.make(lambda.node.slotCount, parent: lambda.frame)
        for slot in 0..<arity { new[slot] = .undefined }
        frame = new
        return new
    }
}
