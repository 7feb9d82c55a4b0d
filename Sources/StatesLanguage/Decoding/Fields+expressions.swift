import JSON
import JSONata

/// What a field that takes an expression holds.
enum ExpressionField {
    /// Something else, or the field is not there.
    case none
    /// An expression that does not compile, which was reported.
    case invalid
    case expression(JSONataExpression)
}

extension Fields {
    /// The expression in the field of that name of a JSONata state.
    func expressionField(_ name: String, offering offer: StatesOffer = .always) -> ExpressionField {
        guard language == .jsonata, let text = self[name]?.string else { return .none }
        let place = location(of: name)
        guard let code = expressionCode(text, at: place) else { return .none }
        return expression(code, at: place, offering: offer).map(ExpressionField.expression) ?? .invalid
    }

    /// What stands between `{%` and `%}`; nil where the string is no expression.
    func expressionCode(_ text: String, at place: Location) -> String? {
        let (opens, closes) = (text.hasPrefix("{%"), text.hasSuffix("%}") && text.utf8.count >= 4)
        guard opens, closes else {
            if opens || closes { report.schema(SchemaMessage.notExpression, at: place) }
            return nil
        }
        let code = text.dropFirst(2).dropLast(2)
        let start = code.firstIndex { !$0.isWhitespace } ?? code.endIndex
        let end = code.lastIndex { !$0.isWhitespace }.map(code.index(after:)) ?? start
        return String(code[start..<end])
    }

    /// The compiled expression; errors, and names that are not to be had there, are reported.
    func expression(_ code: String, at place: Location, offering offer: StatesOffer) -> JSONataExpression? {
        do {
            let expression = try JSONataExpression(code, dialect: .stepFunctions)
            check(expression.references, at: place, offering: offer)
            return expression
        } catch {
            report.error(DiagnosticCode.invalidExpression, error.message, at: place)
            return nil
        }
    }
}
