import Glibc
import Tasks

/// The file of a cassette.
package final class CassetteFile: Sendable {
    private let descriptor: CInt

    /// Makes the file, or empties it.
    ///
    /// - Parameter continues: whether what is there stays, for executions that go on.
    /// - Throws: `ModelSettingFault` where it cannot be written.
    package init(writing path: String, continues: Bool = false) throws(ModelSettingFault) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (continues ? 0 : O_TRUNC), 0o644)
        guard descriptor >= 0 else {
            throw ModelSettingFault(place: path, reason: "cannot write: \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// Appends a line whole: lines of other threads come before or after it.
    package func append(_ line: String) {
        var text = line
        text.withUTF8 { bytes in _ = write(descriptor, bytes.baseAddress, bytes.count) }
    }

    /// - Throws: `ModelSettingFault`, which names the file and the line.
    package static func read(_ path: String) throws(ModelSettingFault) -> Cassette {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(path)
        } catch {
            throw ModelSettingFault(place: "cassette", reason: error.description)
        }
        do throws(ModelSettingFault) {
            return try Cassette(parsing: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw ModelSettingFault(place: "\(path): \(error.place)", reason: error.reason)
        }
    }
}
