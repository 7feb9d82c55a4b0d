import JSON
import StatesLanguage

/// Collects what is found while the agent parts of a definition are read.
///
/// A class, so that all readers of one definition add to the same list; it never leaves the lowering.
final class Findings {
    private(set) var diagnostics: [Diagnostic] = []
    private let map: SourceMap

    init(map: SourceMap) { self.map = map }

    var hasErrors: Bool { diagnostics.hasErrors }

    func error(_ code: String, _ message: String, at location: Location) {
        add(.error, code, message, location)
    }

    func warning(_ code: String, _ message: String, at location: Location) {
        add(.warning, code, message, location)
    }

    /// Notes that a field does not have the form that it should have.
    func schema(_ message: String, at location: Location) { error(DiagnosticCode.schema, message, at: location) }

    private func add(_ severity: Diagnostic.Severity, _ code: String, _ message: String, _ location: Location) {
        diagnostics.append(
            Diagnostic(
                severity: severity, code: code, message: message, location: location.text,
                position: map.position(of: location.pointer)))
    }
}

/// The codes of diagnostics that only definitions with agents have.
package enum AgentDiagnosticCode {
    package static let unknownAgent = "UNKNOWN_AGENT"
    package static let unknownTool = "UNKNOWN_TOOL"
    package static let unknownGuardrail = "UNKNOWN_GUARDRAIL"
    package static let invalidName = "INVALID_AGENT_NAME"
    package static let nameClash = "DUPLICATE_AGENT_NAME"
    package static let selfHandoff = "HANDOFF_TO_ITSELF"
    package static let unreachableAgent = "UNREACHABLE_AGENT"
    package static let unboundedLoop = "UNBOUNDED_LOOP"
    package static let unknownPrice = "UNKNOWN_PRICE"
    package static let uncheckedSchema = "UNCHECKED_SCHEMA"
    package static let unusedTool = "UNUSED_TOOL"
}
