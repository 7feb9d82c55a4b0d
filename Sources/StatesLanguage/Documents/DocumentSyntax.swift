/// What a definition is written in.
package enum DocumentSyntax: Hashable, Sendable {
    case json
    case yaml

    /// The syntax that the name of a file tells: `.json` (also `.asl.json`), `.yaml` and `.yml`, or `.asl`, which is JSON;
    /// nil for others.
    package init?(fileName: String) {
        let name = fileName.lowercased()
        if name.hasSuffix(".json") || name.hasSuffix(".asl") {
            self = .json
        } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
            self = .yaml
        } else {
            return nil
        }
    }
}
