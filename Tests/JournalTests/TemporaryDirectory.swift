import FoundationEssentials
import Glibc

/// A directory that goes with its last reference.
final class TemporaryDirectory: Sendable {
    let path: String

    init() {
        var template = Array((FileManager.default.temporaryDirectory.path + "/journal-tests-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { preconditionFailure("no temporary directory: \(errno)") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String = "journal.sqlite") -> String { path + "/" + name }

    func write(_ bytes: [UInt8], to name: String = "journal.sqlite") throws {
        try Data(bytes).write(to: URL(filePath: file(name)))
    }

    func read(_ name: String = "journal.sqlite") throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: file(name))))
    }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}
