internal import JSON

/// A compiled expression.
final class Program: @unchecked Sendable {
    // Unchecked because nodes are classes; the compiler writes them once, and then they are only read.

    let dialect: JSONataExpression.Dialect
    private let root: Node
    private let slotCount: Int
    private let globals: [String]
    /// What the globals are unless the caller binds them.
    private let defaults: [Value]
    let references: [JSONataReference]

    /// How much stack parsing and compiling may take.
    private static let compilingStackBytes = 1 << 20

    init(_ source: String, dialect: JSONataExpression.Dialect) throws(Fault) {
        self.dialect = dialect
        let stack = StackGuard(bytes: Self.compilingStackBytes)
        let syntax = try PathResolver.resolve(try Parser.parse(source, stack: stack), stack: stack)
        references = ReferenceCollector.collect(syntax, source: source, dialect: dialect)
        let output = try Compiler.compile(syntax, dialect: dialect, stack: stack)
        root = output.root
        slotCount = output.slotCount
        globals = output.globals
        defaults = output.globals.map { name in
            dialect.library[name].map { .function($0) } ?? .undefined
        }
    }

    func run(
        _ input: JSONValue?, bindings: [String: JSONValue], environment: JSONataEnvironment
    ) throws(Fault) -> JSONataExpression.Result {
        let evaluation = Evaluation(
            dialect: dialect, environment: environment, input: input, bindings: bindings, names: globals,
            defaults: defaults)
        let frame = Frame.make(slotCount, parent: nil)
        let result = try root.evaluate(Self.context(input), frame, evaluation).normalized(evaluation)
        return evaluation.finished(result)
    }

    static func context(_ input: JSONValue?) -> Value {
        switch input {
        case .array(let elements)?: .wrapped(elements)
        case let value?: .json(value)
        case nil: .undefined
        }
    }
}

extension Evaluation {
    /// The result as it leaves: functions told apart, infinite numbers as the dialect has them.
    func finished(_ value: Value) -> JSONataExpression.Result {
        if case .function(let function) = value {
            return function.isRegularExpression ? .regularExpression : .function
        }
        guard let element = element(value) else { return .undefined }
        if holdsFunction(element) { return .function }
        return .value(dialect == .stepFunctions ? element.withNamedInfinities : element)
    }
}

extension JSONValue {
    /// Numbers that JSON cannot hold as the strings that Step Functions gives for them.
    fileprivate var withNamedInfinities: JSONValue {
        guard holdsInfinity else { return self }
        return switch self {
        case .double(let number): .string(javaScriptText(of: number))
        case .array(let elements): .array(elements.map(\.withNamedInfinities))
        case .object(let object): .object(JSONObject(object.map { ($0.key, $0.value.withNamedInfinities) }))
        default: self
        }
    }

    private var holdsInfinity: Bool {
        switch self {
        case .double(let number): !number.isFinite
        case .array(let elements): elements.contains { $0.holdsInfinity }
        case .object(let object): object.contains { $0.value.holdsInfinity }
        default: false
        }
    }
}
