import JSON
import JSONata
import StatesLanguage

extension EvaluationScope {
    /// The value of a JSONata field; undefined is an error in every field.
    ///
    /// AWS Step Functions Developer Guide, "Transforming data with JSONata".
    mutating func evaluate(_ expression: JSONataExpression, field: String) throws(StateFailure) -> JSONValue {
        let value: JSONValue?
        do throws(JSONataError) {
            let environment = JSONataEnvironment(
                nowMilliseconds: nowMilliseconds, randomSeed: randomness.next())
            value = try expression.evaluate(nil, bindings: bindings(for: expression), environment: environment)
        } catch {
            throw failure(of: expression, field: field, fault(error))
        }
        guard let value else { throw failure(of: expression, field: field, "returned nothing (undefined).") }
        return value
    }

    /// A JSONata field that must have a certain type.
    mutating func evaluate(
        _ expression: JSONataExpression, field: String, expected: String, _ accept: (JSONValue) -> Bool
    ) throws(StateFailure) -> JSONValue {
        let value = try evaluate(expression, field: field)
        guard !accept(value) else { return value }
        throw failure(
            of: expression, field: field,
            "returned an unexpected result type. Expected '\(expected)', but was '\(value.kind)' for value: \(value.text)"
        )
    }

    private func failure(of expression: JSONataExpression, field: String, _ fault: String) -> StateFailure {
        .evaluation(
            "The JSONata expression '\(expression.source)' specified for the field '\(field)' \(fault)", location: field
        )
    }

    private func fault(_ error: JSONataError) -> String {
        switch error.code {
        case JSONataError.functionResultCode: "returned an unsupported result type."
        case _ where error.isBound: "threw an error during evaluation: \(error.message)"
        default: "threw an error during evaluation. \(error.code): \(error.message)"
        }
    }

    /// The variables and `$states`, with the parts of it that the expression may read.
    private func bindings(for expression: JSONataExpression) -> [String: JSONValue] {
        var states: JSONObject = ["input": input]
        if expression.readsContext { states["context"] = context.make() }
        if let result { states["result"] = result }
        if let errorOutput { states["errorOutput"] = errorOutput }
        var bindings = variables
        bindings["states"] = .object(states)
        return bindings
    }
}

extension JSONataExpression {
    /// Whether `$states.context` may be read; making the context object is worth avoiding.
    fileprivate var readsContext: Bool {
        references.contains { reference in
            guard case .variable("states", let path) = reference.kind else { return false }
            return path.isEmpty || path[0] == "context"
        }
    }
}
