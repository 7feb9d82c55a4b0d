/// Finds suites by their names.
enum SuiteSearch {
    private static let endings = [".test.yaml", ".test.yml", ".test.json"]

    /// The suites that a path means, in order: itself, or all in the folder and those below.
    static func suites(in path: String) throws(Failure) -> [String] {
        guard Files.isFolder(path) else {
            guard Files.exists(path) else { throw .usage("there is no '\(path)'") }
            return [path]
        }
        var found: [String] = []
        for name in Files.names(in: path) where !name.hasPrefix(".") {
            let inside = path == "." ? name : path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            if Files.isFolder(inside) {
                found += try suites(in: inside)
            } else if endings.contains(where: name.hasSuffix) {
                found.append(inside)
            }
        }
        return found
    }
}
