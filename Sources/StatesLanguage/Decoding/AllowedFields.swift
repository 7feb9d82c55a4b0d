/// The fields that an object may have, by query language.
struct AllowedFields: Sendable {
    enum Verdict: Sendable {
        case allowed
        case unsupported
        case onlyIn(QueryLanguage)
    }

    private let verdicts: [String: Verdict]

    /// - Parameters:
    ///   - both: fields of both query languages.
    ///   - path: fields of JSONPath only.
    ///   - jsonata: fields of JSONata only.
    init(_ both: [String], path: [String] = [], jsonata: [String] = []) {
        let all: [(String, Verdict)] =
            both.map { ($0, .allowed) } + path.map { ($0, .onlyIn(.jsonPath)) }
            + jsonata.map { ($0, .onlyIn(.jsonata)) }
        verdicts = Dictionary(all) { first, _ in first }
    }

    func verdict(on name: String, in language: QueryLanguage) -> Verdict {
        switch verdicts[name] {
        case .onlyIn(let only) where only == language: .allowed
        case let verdict: verdict ?? .unsupported
        }
    }
}
