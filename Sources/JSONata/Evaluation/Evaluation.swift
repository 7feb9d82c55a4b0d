internal import JSON

/// One run of an expression: its globals, its bounds, and what it allocates on the way.
final class Evaluation {
    let dialect: JSONataExpression.Dialect
    let environment: JSONataEnvironment
    /// The variables that no frame holds, in the order that the compiler gave them.
    private(set) var globals: [Value]
    private let input: JSONValue?
    private let bindings: [String: JSONValue]
    let stack: StackGuard
    var random: RandomGenerator
    /// The call that a tail position left for the loop in `invoke` to make.
    var pendingCall: (lambda: Lambda, frame: Frame)?
    /// Functions that stand in arrays and objects.
    private(set) var functions: [Function] = []
    /// The space that regular expressions write their matches to.
    lazy var matches = MatchData()

    private var depth = 0
    private let maximumDepth: Int
    private var stepsUntilCheck = Evaluation.stepsBetweenChecks
    private var stepsTaken = 0
    private let deadlineMilliseconds: Int64?
    private(set) var memoryBytes: Int
    private let maximumMemoryBytes: Int
    private var constructions: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static let stepsBetweenChecks = 1_024

    /// - Parameters:
    ///   - names: the variables that no frame holds.
    ///   - defaults: what they are unless `bindings` has them.
    init(
        dialect: JSONataExpression.Dialect, environment: JSONataEnvironment, input: JSONValue? = nil,
        bindings: [String: JSONValue] = [:], names: [String] = [], defaults: [Value] = []
    ) {
        self.dialect = dialect
        self.environment = environment
        self.input = input
        self.bindings = bindings
        globals = defaults
        for (index, name) in names.enumerated() {
            if let value = Self.binding(of: name, input, bindings) { globals[index] = value }
        }
        let limits = environment.limits
        let bounds = dialect.bounds
        stack = StackGuard(bytes: limits.maximumStackBytes)
        random = RandomGenerator(seed: environment.randomSeed)
        // Nodes without operands are evaluated one level below the deepest node that counts itself.
        maximumDepth = (limits.maximumDepth ?? bounds.depth) - 1
        maximumMemoryBytes = limits.maximumMemoryBytes ?? bounds.memoryBytes
        memoryBytes = bounds.initialMemoryBytes
        if let clock = limits.clockMilliseconds, let most = limits.maximumMilliseconds {
            deadlineMilliseconds = clock() + most
        } else {
            deadlineMilliseconds = nil
        }
    }

    private static func binding(of name: String, _ input: JSONValue?, _ bindings: [String: JSONValue]) -> Value? {
        if name == "$" { return input.map { .json($0) } ?? .undefined }
        return bindings.isEmpty ? nil : bindings[name].map { .json($0) }
    }

    /// Runs code that was compiled during this evaluation.
    func evaluate(_ output: Compiler.Output, _ context: Value, parent: Frame) throws(Fault) -> Value {
        for name in output.globals {
            let value = Self.binding(of: name, input, bindings) ?? dialect.library[name].map { .function($0) }
            globals.append(value ?? .undefined)
        }
        return try output.root.evaluate(context, Frame.make(output.slotCount, parent: parent), self)
    }

    // MARK: Depth and steps

    /// Goes one evaluation deeper.
    @inline(__always)
    func enter() throws(Fault) {
        depth += 1
        stepsUntilCheck -= 1
        if depth > maximumDepth || stepsUntilCheck <= 0 || stack.isExhausted { try checkBounds() }
    }

    @inline(__always)
    func leave() { depth -= 1 }

    /// Counts a step that goes no deeper.
    @inline(__always)
    func step() throws(Fault) {
        stepsUntilCheck -= 1
        if stepsUntilCheck <= 0 || stack.isExhausted { try checkBounds() }
    }

    @inline(never)
    private func checkBounds() throws(Fault) {
        if depth > maximumDepth || stack.isExhausted { throw .stackOverflow }
        stepsTaken += Self.stepsBetweenChecks
        stepsUntilCheck = Self.stepsBetweenChecks
        let isLate = deadlineMilliseconds.map { (environment.limits.clockMilliseconds?() ?? 0) > $0 } ?? false
        if isLate || stepsTaken > environment.limits.maximumSteps {
            throw Fault("U1001", text: "Expression evaluation timeout: Check for infinite loop")
        }
    }

    // MARK: Memory

    /// The size that one element of an array counts with: that of `JSONValue` in an array.
    static let elementBytes = 24

    /// Counts an array of so many elements.
    @inline(__always)
    func charge(elements count: Int) throws(Fault) { try charge(bytes: count &* Self.elementBytes) }

    @inline(__always)
    func charge(bytes: Int) throws(Fault) {
        memoryBytes += bytes
        if memoryBytes > maximumMemoryBytes {
            throw Fault(
                "U1001", text: "Expression evaluation memory limit exceeded: Check for excessive memory usage")
        }
    }

    /// Forgets what was counted since `mark`, where a value that holds none of it is all that is left.
    @inline(__always)
    func release(to mark: Int, keeping value: Value) {
        guard memoryBytes != mark else { return }
        releaseCounted(to: mark, keeping: value)
    }

    private func releaseCounted(to mark: Int, keeping value: Value) {
        switch value {
        case .undefined: memoryBytes = mark
        case .json(let value):
            switch value {
            case .null, .bool, .integer, .double, .bigNumber: memoryBytes = mark
            case .string(let text): memoryBytes = min(memoryBytes, mark + text.utf8.count)
            case .array, .object: shrink(to: mark, keeping: value)
            }
        case .sequence(let elements), .keptSequence(let elements), .constructed(let elements):
            shrink(to: mark, keeping: .array(elements))
        default: break
        }
    }

    /// Measures a container where much was counted since `mark`, so that discarded intermediate results do not add up.
    private func shrink(to mark: Int, keeping value: JSONValue) {
        let counted = memoryBytes - mark
        guard counted > 1 << 18 else { return }
        memoryBytes = mark + value.estimatedBytes(atMost: counted)
    }

    /// Bounds how deep values nest, so that releasing, comparing or printing one cannot exhaust the stack: a value grows
    /// by a few levels a construction, so looking at one in 64, chosen evenly, finds a tall one long before it is too tall.
    @inline(__always)
    func noteConstruction(of elements: [JSONValue]) throws(Fault) {
        constructions ^= constructions << 13
        constructions ^= constructions >> 7
        constructions ^= constructions << 17
        if constructions & 63 == 0 { try checkNesting(of: elements) }
    }

    private func checkNesting(of elements: [JSONValue]) throws(Fault) {
        for element in elements where element.isNested(deeperThan: Self.maximumNesting) {
            throw Fault("U1001", text: "Expression evaluation memory limit exceeded: a value is nested too deeply")
        }
    }

    private static let maximumNesting = 2_000

    // MARK: Functions inside arrays and objects

    /// The value of an array's element or an object's member.
    @inline(__always)
    func value(of element: JSONValue) -> Value {
        if case .bigNumber(let text) = element { return value(ofBigNumber: text) }
        return .json(element)
    }

    private func value(ofBigNumber text: String) -> Value {
        guard text.hasPrefix(Self.functionMark), let index = Int(text.dropFirst(Self.functionMark.count)),
            functions.indices.contains(index)
        else { return .json(.bigNumber(text)) }
        return .function(functions[index])
    }

    /// The value as an element of an array; nil where it is undefined. A function becomes a `bigNumber` that refers to
    /// `functions`, which no number of a document looks like.
    @inline(__always)
    func element(_ value: Value) -> JSONValue? {
        if case .json(let value) = value { return value }
        return elementOfOther(value)
    }

    private func elementOfOther(_ value: Value) -> JSONValue? {
        switch value {
        case .undefined, .unbound: return nil
        case .json(let value): return value
        case .sequence(let elements), .keptSequence(let elements), .constructed(let elements), .wrapped(let elements):
            return .array(elements)
        case .tuples(let stream): return .array(stream.tuples.compactMap { element($0.item) })
        case .function(let function):
            functions.append(function)
            return .bigNumber(Self.functionMark + String(functions.count - 1))
        }
    }

    private static let functionMark = "ƒ"

    /// Whether a value is or holds a function.
    func holdsFunction(_ value: JSONValue) -> Bool {
        guard !functions.isEmpty else { return false }
        switch value {
        case .bigNumber: return self.value(of: value).function != nil
        case .array(let elements): return elements.contains { holdsFunction($0) }
        case .object(let object): return object.contains { holdsFunction($0.value) }
        default: return false
        }
    }
}

extension JSONataExpression.Dialect {
    /// The bounds that hold unless the environment names others.
    var bounds: (depth: Int, memoryBytes: Int, initialMemoryBytes: Int) {
        switch self {
        case .standard: (50_000, 2 << 30, 0)
        // Step Functions takes `[1..873782]` and refuses one more: 20 MiB less what the expression itself takes.
        case .stepFunctions: (100, 20 << 20, 740)
        }
    }
}

extension JSONValue {
    /// About how many bytes the value takes; counting stops at `limit`.
    fileprivate func estimatedBytes(atMost limit: Int) -> Int {
        switch self {
        case .string(let text): return text.utf8.count
        case .array(let elements):
            var total = elements.count * Evaluation.elementBytes
            for element in elements where total < limit { total += element.estimatedBytes(atMost: limit - total) }
            return min(total, limit)
        case .object(let object):
            var total = object.count * 2 * Evaluation.elementBytes
            for member in object where total < limit { total += member.value.estimatedBytes(atMost: limit - total) }
            return min(total, limit)
        default: return 0
        }
    }

    fileprivate func isNested(deeperThan levels: Int) -> Bool {
        switch self {
        case .array(let elements): levels == 0 || elements.contains { $0.isNested(deeperThan: levels - 1) }
        case .object(let object): levels == 0 || object.contains { $0.value.isNested(deeperThan: levels - 1) }
        default: false
        }
    }
}
