internal import JSON

/// `$eval` as it is named in one place: the expression that it evaluates sees the variables there.
final class EvalNode: Node {
    private let dialect: JSONataExpression.Dialect
    private let scope: Scope
    private let global: Int

    init(_ dialect: JSONataExpression.Dialect, _ scope: Scope, _ global: Int) {
        self.dialect = dialect
        self.scope = scope
        self.global = global
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        let known = evaluation.globals[global]
        // A binding of the caller's may have taken the name.
        guard case .function = known else { return known }
        return .function(EvalFunction(dialect, scope, frame))
    }
}

/// `$eval(text, context)`: parses and evaluates a text.
final class EvalFunction: Function {
    private let dialect: JSONataExpression.Dialect
    private let scope: Scope
    private let frame: Frame

    private static let signature = Signature(trusted: "<sx?:x>")

    init(_ dialect: JSONataExpression.Dialect, _ scope: Scope, _ frame: Frame) {
        self.dialect = dialect
        self.scope = scope
        self.frame = frame
    }

    override var arity: Int { 2 }
    override var name: String? { "eval" }

    override func call(
        _ arguments: inout Arguments, input: Value, _ evaluation: Evaluation
    ) throws(Fault) -> Value {
        try Self.signature.validate(&arguments, context: input, function: "eval", evaluation)
        guard let source = arguments[0].string else { return .undefined }
        var context = input
        if !arguments[1].isUndefined {
            context = arguments[1].elements.map { .wrapped($0) } ?? arguments[1]
        }
        let output = try compile(source, evaluation)
        do {
            return try evaluation.evaluate(output, context, parent: frame)
        } catch {
            if error.details.code == "U1001" { throw error }
            throw Fault("D3121", value: .string(messageText(of: error.details)))
        }
    }

    private func compile(_ source: String, _ evaluation: Evaluation) throws(Fault) -> Compiler.Output {
        do {
            let syntax = try PathResolver.resolve(
                try Parser.parse(source, stack: evaluation.stack), stack: evaluation.stack)
            return try Compiler.compile(
                syntax, dialect: dialect, stack: evaluation.stack, scope: scope,
                firstGlobal: evaluation.globals.count)
        } catch {
            if error.details.code == "U1001" { throw error }
            throw Fault("D3120", value: .string(messageText(of: error.details)))
        }
    }
}
