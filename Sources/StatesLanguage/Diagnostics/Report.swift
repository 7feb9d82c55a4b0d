import JSON

/// Collects what is found while a definition is read.
///
/// A class, so that all readers of the parts of one definition add to the same list; it never leaves the compiler.
final class Report {
    private(set) var diagnostics: [Diagnostic] = []
    private let map: SourceMap

    init(map: SourceMap) { self.map = map }

    /// Notes an error.
    ///
    /// - Parameters:
    ///   - location: the place that the service names; nil for the whole definition.
    ///   - detail: the place in the text to point at, where that can be told better.
    func error(_ code: String, _ message: String, at location: Location?, pointingAt detail: Location? = nil) {
        add(.error, code, message, at: location, pointingAt: detail)
    }

    /// Notes something that is allowed but probably not meant.
    func warning(_ code: String, _ message: String, at location: Location?) {
        add(.warning, code, message, at: location, pointingAt: nil)
    }

    /// Notes that a field does not have the form that it should have.
    func schema(_ message: String, at location: Location, pointingAt detail: Location? = nil) {
        error(DiagnosticCode.schema, message, at: location, pointingAt: detail)
    }

    /// Notes that a name comes twice in the object around it; of the values the last counts.
    func duplicateField(_ pointer: String, at position: SourcePosition) {
        let name = pointer.split(separator: "/").last ?? ""
        diagnostics.append(
            Diagnostic(
                severity: .warning, code: DiagnosticCode.duplicateField,
                message: "The name '\(name)' comes twice; only the last one counts", location: pointer,
                position: position))
    }

    private func add(
        _ severity: Diagnostic.Severity, _ code: String, _ message: String, at location: Location?,
        pointingAt detail: Location?
    ) {
        diagnostics.append(
            Diagnostic(
                severity: severity, code: code, message: message, location: location?.text,
                position: (detail ?? location).flatMap { map.position(of: $0.pointer) }))
    }
}
