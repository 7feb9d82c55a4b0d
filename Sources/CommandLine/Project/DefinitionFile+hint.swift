import AgentStates

extension DefinitionFile {
    /// The definition that a path may have meant that is a folder or not there, as the end of a message.
    static func hint(for path: String) -> String {
        let isFolder = Files.isFolder(path)
        let folder = isFolder ? path : Files.folder(of: path)
        let files = Files.names(in: folder.isEmpty ? "." : folder).filter { $0.contains(".asl.") }
        let name = stem(Files.name(of: path))
        let near = isFolder && files.count == 1 ? stem(files[0]) : closest(to: name, in: files.map(stem))
        guard let file = files.first(where: { stem($0) == near }) else { return "" }
        return "; did you mean '\(folder.isEmpty ? file : "\(folder)/\(file)")'?"
    }

    private static func stem(_ name: String) -> String { String(name.prefix { $0 != "." }) }
}
