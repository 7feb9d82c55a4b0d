import Glibc

/// What the files in the folders of suites look like; another stamp means that one has changed.
struct WatchStamp: Equatable {
    private let text: String

    /// - Parameters:
    ///   - paths: suites or folders; a missing one is no fault, as editors write files anew.
    ///   - outputs: what the run itself writes.
    init(_ paths: [String], ignoring outputs: [String]) {
        let suites = paths.flatMap { (try? SuiteSearch.suites(in: $0)) ?? [] }
        let named = suites + suites.compactMap(Self.machine)
        let folders = Set(named.map { Files.folder(of: Files.absolute($0)) }).sorted()
        let ignored = Set(outputs.map(Files.absolute))
        text = folders.flatMap { Self.lines(of: $0, ignoring: ignored) }.joined()
    }

    /// The path of the machine that a suite tests, by the line that names it.
    private static func machine(of suite: String) -> String? {
        guard let bytes = try? Files.read(suite) else { return nil }
        let line = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first {
            $0.hasPrefix("machine:")
        }
        let path = line?.dropFirst(8).trimmingPrefix { $0 == " " }.prefix { $0 != " " } ?? ""
        guard !path.isEmpty, !path.hasPrefix("/") else { return path.isEmpty ? nil : String(path) }
        return "\(Files.folder(of: Files.absolute(suite)))/\(path)"
    }

    private static func lines(of folder: String, ignoring ignored: Set<String>) -> [String] {
        Files.names(in: folder).compactMap { name in
            var status = stat()
            guard !ignored.contains("\(folder)/\(name)"), stat("\(folder)/\(name)", &status) == 0,
                status.st_mode & S_IFMT == S_IFREG
            else { return nil }
            let time = status.st_mtim
            return "\(folder)/\(name) \(time.tv_sec).\(time.tv_nsec) \(status.st_size)\n"
        }
    }
}
