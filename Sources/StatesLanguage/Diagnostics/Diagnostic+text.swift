import JSON

extension Diagnostic {
    /// One line for people and editors: `order.asl.json:3:7: error CODE: text (/States/Ship/Next)`.
    ///
    /// - Parameter file: the name of the file, or nil where the definition came from elsewhere.
    package func line(file: String? = nil) -> String {
        let place = [file, position?.description].compactMap { $0 }.joined(separator: ":")
        let subject = location.map { " (\($0))" } ?? ""
        return "\(place.isEmpty ? "" : "\(place): ")\(severity.rawValue.lowercased()) \(code): \(message)\(subject)"
    }
}

extension Collection<Diagnostic> {
    /// Whether one of them is an error.
    package var hasErrors: Bool { contains { $0.severity == .error } }

    /// The message of the `InvalidDefinition` error with which the service refuses a definition that has errors;
    /// nil where there are none.
    package var invalidDefinitionMessage: String? {
        let errors = filter { $0.severity == .error }
        guard !errors.isEmpty else { return nil }
        let list = errors.map { "\($0.code): \($0.message) at \($0.location ?? "null")" }
        return "Invalid State Machine Definition: '\(list.joined(separator: ", "))'"
    }
}
