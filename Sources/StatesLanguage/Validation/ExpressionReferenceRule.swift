import JSONata

/// An expression starts from `$states` or a variable: it has no context item of its own to start from, and what
/// `$states` has depends on the field.
extension Fields {
    func check(_ references: JSONataReferences, at place: Location, offering offer: StatesOffer) {
        for name in references.topLevelNames {
            let message =
                name == "$$"
                ? "Reference to '$$' is not supported." : "Reference to '\(name)' at the top level is not supported."
            report.error(DiagnosticCode.unsupportedExpression, message, at: place)
        }
        for field in references.statesFields where !offer.has(field) {
            report.error(DiagnosticCode.unsupportedExpression, "Field '$states.\(field)' does not exist.", at: place)
        }
        note(references.variables, at: place)
    }
}
