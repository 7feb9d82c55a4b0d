extension ExportProject {
    /// The files of an export; the same project gives the same bytes.
    package func files(for target: ExportTarget) -> [ExportedFile] {
        var inventory = Inventory(self)
        let definitions = machines.map { Tokenization.export($0, &inventory) }
        return PlainASL.files(definitions)
    }
}
