import Foundation

/// Reads the files that tests name.
enum SourceFile {
    static func read(_ path: String) throws(WorkflowTestingError) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw WorkflowTestingError(description: "cannot read '\(path)': \(error.localizedDescription)")
        }
    }

    @Sendable static func readAny(_ path: String) throws -> [UInt8] { try read(path) }
}
