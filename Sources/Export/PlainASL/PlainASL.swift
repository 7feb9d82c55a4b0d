import JSON

/// Definitions alone, for whoever deploys by other means.
enum PlainASL {
    static func files(_ definitions: [ExportedDefinition]) -> [ExportedFile] {
        var substitutions = JSONObject()
        for token in definitions.flatMap(\.tokens).sorted(by: { $0.name < $1.name }) {
            substitutions[token.name] = token.local.map(JSONValue.string)
        }
        return definitions.map { ExportedFile(path: "\($0.machine).asl.json", text: $0.text) } + [
            ExportedFile(path: "substitutions.json", text: JSONValue.object(substitutions).prettyText + "\n")
        ]
    }
}
