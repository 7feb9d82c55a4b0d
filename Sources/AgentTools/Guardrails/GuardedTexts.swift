import JSON

/// The texts of an ApplyGuardrail request, by their qualifiers.
struct GuardedTexts: Hashable, Sendable {
    let guarded: String
    /// What an answer has to keep to, and what it answers.
    let source: String
    let query: String
    let isInput: Bool

    /// Reads `{Source, Content: [{Text: {Text, Qualifiers}}]}`.
    init(_ request: JSONValue) {
        let blocks = (request["Content"]?.array ?? []).compactMap { $0["Text"] }
        func text(where fits: ([JSONValue]) -> Bool) -> String {
            blocks.filter { fits($0["Qualifiers"]?.array ?? []) }.compactMap { $0["Text"]?.string }
                .joined(separator: "\n")
        }
        guarded = text { $0.isEmpty || $0.contains("guard_content") }
        source = text { $0.contains("grounding_source") }
        query = text { $0.contains("query") }
        isInput = request["Source"] != "OUTPUT"
    }

    /// Whether there is an answer with something to compare it with.
    var checksGrounding: Bool { !isInput && !source.isEmpty }
}
