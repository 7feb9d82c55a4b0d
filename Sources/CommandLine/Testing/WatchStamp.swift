import Glibc

/// What the files in the folders of suites look like; another stamp means that one has changed.
struct WatchStamp: Equatable {
    private let text: String

    /// - Parameter paths: suites or folders; a missing one is no fault, as editors write files anew.
    init(_ paths: [String]) {
        let suites = paths.flatMap { (try? SuiteSearch.suites(in: $0)) ?? [] }
        let folders = Set(suites.map { Files.folder(of: $0).isEmpty ? "." : Files.folder(of: $0) }).sorted()
        text = folders.flatMap(Self.lines).joined()
    }

    private static func lines(of folder: String) -> [String] {
        Files.names(in: folder).compactMap { name in
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            let time = status.st_mtim
            return "\(folder)/\(name) \(time.tv_sec).\(time.tv_nsec) \(status.st_size)\n"
        }
    }
}
