import Foundation
import JSON

/// Material that lies beside the repository: recorded answers of the service and definitions that people published.
/// Where it is absent, the tests that need it have nothing to run, and the project's own cases remain.
enum SharedFiles {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared")
        .standardized

    static func json(_ path: String) -> JSONValue? {
        bytes(path).flatMap { try? JSONValue(parsing: $0) }
    }

    static func bytes(_ path: String) -> [UInt8]? {
        (try? Data(contentsOf: folder.appending(path: path))).map(Array.init)
    }

    static func names(in path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: path).path)) ?? []).sorted()
    }
}
