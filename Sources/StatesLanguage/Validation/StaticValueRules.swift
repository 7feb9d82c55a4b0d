import JSON

/// Values that look as if they were to be computed, in places where they stay as they are. They are allowed, hence warnings.
///
/// Source: Step Functions API Reference, `ValidateStateMachineDefinitionDiagnostic`, "List of warning codes".
extension Fields {
    /// A member of a payload template whose name lacks the `.$`.
    func warnOfMissingDollar(_ value: JSONValue, named name: String, in place: Location) {
        guard language == .jsonPath, let text = value.string, looksComputed(text) else { return }
        report.warning(
            DiagnosticCode.noDollar,
            "The value of '\(name)' looks like a JSONPath or an intrinsic function, which is evaluated only in a field "
                + "named '\(name).$'", at: place.member(name))
    }

    /// A field that has a twin for paths.
    func warnOfMissingPath(_ name: String) {
        guard language == .jsonPath, let text = self[name]?.string, looksComputed(text) else { return }
        report.warning(
            DiagnosticCode.noPath,
            "The value of '\(name)' looks like a path, which is evaluated only in the field '\(name)Path'",
            at: location(of: name))
    }

    /// `Result` of a Pass state.
    func warnOfComputedResult() {
        guard let result = self["Result"], containsComputed(result) else { return }
        report.warning(
            DiagnosticCode.passResultIsStatic,
            "The Result of a Pass state is never evaluated; use 'Parameters' for paths and intrinsic functions",
            at: location(of: "Result"))
    }

    private func containsComputed(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): looksComputed(text)
        case .array(let elements): elements.contains(where: containsComputed)
        case .object(let object): object.contains { containsComputed($0.value) }
        default: false
        }
    }

    private func looksComputed(_ text: String) -> Bool {
        ["$.", "$$.", "$["].contains(where: text.hasPrefix) || text.hasPrefix("States.") && text.hasSuffix(")")
    }
}
