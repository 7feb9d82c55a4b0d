internal import JSON

/// A function that belongs to the language.
final class Builtin: Function {
    typealias Body = (inout Arguments, Value, Evaluation) throws(Fault) -> Value

    private let ownName: String
    private let signature: Signature?
    private let ownArity: Int
    private let body: Body

    /// - Parameters:
    ///   - arity: how many arguments a higher-order function passes to it.
    ///   - body: takes the arguments, checked and completed, and the context.
    init(_ name: String, _ signature: String?, arity: Int, _ body: @escaping Body) {
        ownName = name
        self.signature = signature.map { Signature(trusted: $0) }
        ownArity = arity
        self.body = body
    }

    override var arity: Int { ownArity }
    override var name: String? { ownName }

    override func call(
        _ arguments: inout Arguments, input: Value, _ evaluation: Evaluation
    ) throws(Fault) -> Value {
        if let signature { try signature.validate(&arguments, context: input, function: ownName, evaluation) }
        return try body(&arguments, input, evaluation)
    }
}

/// The functions that a dialect knows, by name.
struct Library: @unchecked Sendable {
    // Unchecked because of the class `Function`; built-in functions hold nothing that changes.
    private let functions: [String: Function]

    static let standard = Library(common + [NumberFunctions.random, evalPlaceholder])
    static let stepFunctions = Library(common + StepFunctionsFunctions.all)

    private static var common: [Builtin] {
        StringFunctions.all + PatternFunctions.all + EncodingFunctions.all + NumberFunctions.all
            + NumberFormattingFunctions.all + AggregationFunctions.all + BooleanFunctions.all + ArrayFunctions.all
            + ObjectFunctions.all + HigherOrderFunctions.all + DateFunctions.all + ErrorFunctions.all
    }

    /// `$eval` is made anew wherever it is named, with the variables in reach there.
    private static var evalPlaceholder: Builtin {
        Builtin("eval", "<sx?:x>", arity: 2) { _, _, _ in .undefined }
    }

    private init(_ functions: [Builtin]) {
        var table: [String: Function] = [:]
        for function in functions { table[function.name ?? ""] = function }
        self.functions = table
    }

    subscript(name: String) -> Function? { functions[name] }
}

extension JSONataExpression.Dialect {
    var library: Library {
        switch self {
        case .standard: .standard
        case .stepFunctions: .stepFunctions
        }
    }
}
