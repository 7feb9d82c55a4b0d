import JSONata

/// An expression starts from `$states` or a variable: it has no context item of its own to start from, and what
/// `$states` has depends on the field.
extension Fields {
    func check(_ references: [JSONataReference], at place: Location, offering offer: StatesOffer) {
        var messages: [String] = []
        for reference in references {
            switch reference.kind {
            case .variable("states", let path):
                if let field = path.first, !offer.has(field) {
                    messages.append("Field '$states.\(field)' does not exist.")
                }
            case .variable(let name, _): note([name], at: place)
            case .context: messages.append(Self.topLevel("$"))
            case .field(let name): messages.append(Self.topLevel(name))
            case .root: messages.append("Reference to '$$' is not supported.")
            case .unknownFunction(let name):
                report.warning(DiagnosticCode.unknownFunction, "There is no function '$\(name)'", at: place)
            case .pathAfterPick:
                report.warning(
                    DiagnosticCode.unportableExpression,
                    "JSONata's reference implementation finds nothing after '[…][…].'; put the array in parentheses: "
                        + "'([…])[…].'", at: place)
            }
        }
        for (index, message) in messages.enumerated() where !messages[..<index].contains(message) {
            report.error(DiagnosticCode.unsupportedExpression, message, at: place)
        }
    }

    private static func topLevel(_ name: String) -> String {
        "Reference to '\(name)' at the top level is not supported."
    }
}
