/// Where the journal is.
///
/// The one that `--journal` names, else `BATON_JOURNAL`, else `.baton/journal.sqlite` of the project: the nearest folder, from
/// the current one upwards, that has a `.baton` folder or a `baton.yaml`; without one the current folder.
enum JournalLocation: Hashable {
    case memory
    case file(String)

    init(option: String?) {
        if let path = option ?? environment("BATON_JOURNAL"), !path.isEmpty {
            self = path == ":memory:" ? .memory : .file(path)
        } else {
            self = .file("\(Self.projectFolder)/.baton/journal.sqlite")
        }
    }

    private static var projectFolder: String {
        let current = Files.currentFolder
        var folder = current
        while true {
            if Files.isFolder("\(folder)/.baton") || Files.exists("\(folder)/baton.yaml") { return folder }
            guard !folder.isEmpty else { return current }
            folder = Files.folder(of: folder)
        }
    }
}
