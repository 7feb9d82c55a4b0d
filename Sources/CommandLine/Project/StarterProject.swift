/// What `baton init` writes.
struct StarterProject {
    /// The name of the workflow.
    let name: String
    /// Paths and texts.
    let files: [(path: String, text: String)]

    /// What to do with it first, for a reader above its folder.
    func commands(in folder: String) -> [String] {
        let prefix = folder == "." ? "" : "\(folder)/"
        let definition = "\(prefix)\(name).asl.yaml"
        return [
            "baton run \(definition) --input-file \(prefix)input.json",
            "baton test \(folder)",
            "baton graph \(definition) -o \(name).svg",
            "baton export \(definition) --to cloudformation -o \(prefix)deploy",
        ]
    }

    /// What every project keeps out of version control.
    static let ignored = (path: ".gitignore", text: ".baton/\n")
}
