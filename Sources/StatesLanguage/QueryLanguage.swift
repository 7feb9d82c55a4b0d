/// The language of a state's dynamic fields.
///
/// Specification: Amazon States Language, "Query Languages".
package enum QueryLanguage: String, Sendable, CaseIterable {
    case jsonPath = "JSONPath"
    case jsonata = "JSONata"
}
