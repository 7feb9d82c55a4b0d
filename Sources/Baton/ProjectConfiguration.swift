internal import JSON
internal import Models
internal import StatesLanguage
internal import Tasks

/// What the `baton.yaml` of a runner says.
struct ProjectConfiguration {
    var tasks: TaskConfiguration
    var models = ModelConfiguration()

    /// - Parameters:
    ///   - path: of the file; nil for `baton.yaml` in the folder, where there is one.
    ///   - folder: where functions and buckets are, absolute.
    /// - Throws: what is wrong with the file, in words.
    init(path: String?, folder: String) throws {
        tasks = TaskConfiguration(folder: folder)
        let beside = "\(folder)/baton.yaml"
        guard let path = path ?? (FileContents.exists(beside) ? beside : nil) else { return }
        let file = FileContents.absolute(path)
        let document = try Self.yaml(String(decoding: try FileContents.read(file), as: UTF8.self), path: path)
        let home = FileContents.folder(of: file)
        do {
            tasks = try TaskConfiguration(decoding: document, folder: home)
            models = try ModelConfiguration(decoding: document, folder: home)
        } catch {
            throw WorkflowError.unavailable("\(path): \(error)")
        }
    }

    /// Reads a script or a function's `function.yaml`.
    static func yaml(_ text: String, path: String) throws -> JSONValue {
        do throws(Diagnostic) {
            return try Document(reading: Array(text.utf8), as: .yaml).value
        } catch {
            throw WorkflowError.unavailable("\(path):\(error.position.map { "\($0): " } ?? " ")\(error.message)")
        }
    }
}
