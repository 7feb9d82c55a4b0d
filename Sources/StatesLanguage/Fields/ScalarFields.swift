package import JSONPath
package import JSONata

/// A whole number, given or computed (`TimeoutSeconds`, `TimeoutSecondsPath`, `{% … %}`).
package enum IntegerField: Sendable {
    case literal(Int64)
    case path(Path)
    case expression(JSONataExpression)
}

/// A number, given or computed (`ToleratedFailurePercentage`).
package enum NumberField: Sendable {
    case literal(Double)
    case path(Path)
    case expression(JSONataExpression)
}

/// A string, given or computed (`Error`, `ErrorPath`, `{% … %}`).
package enum StringField: Sendable {
    case literal(String)
    case path(Path)
    case intrinsic(IntrinsicExpression)
    case expression(JSONataExpression)
}
