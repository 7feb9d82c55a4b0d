import JSON
import StatesLanguage
import Templates

/// A file, or the folder of one, with a CloudFormation template.
struct TemplateFile {
    let path: String

    /// - Parameter path: a template, or a folder with `template.yaml` or, as `cdk synth` makes it, `NAME.template.json`.
    init(path: String) throws(Failure) {
        self.path = Files.isFolder(path) ? try Self.template(in: path) : path
    }

    func read() throws(Failure) -> Templates.Template {
        let bytes = try Files.read(path)
        do throws(TemplateFault) {
            return try Templates.Template(
                reading: bytes, path: path, folder: Files.folder(of: Files.absolute(path)))
        } catch {
            throw .usage("\(error)")
        }
    }

    private static func template(in folder: String) throws(Failure) -> String {
        let names = Files.names(in: folder)
        for name in ["template.yaml", "template.yml", "template.json"] where names.contains(name) {
            return "\(folder)/\(name)"
        }
        let synthesised = names.filter { $0.hasSuffix(".template.json") }
        guard let only = synthesised.first, synthesised.count == 1 else {
            let found = synthesised.isEmpty ? "" : ", and more than one of \(synthesised.joined(separator: ", "))"
            throw .usage("'\(folder)' has no template.yaml\(found); name the template")
        }
        return "\(folder)/\(only)"
    }
}

/// The files of this machine.
struct LocalFiles: TemplateFiles {
    func read(_ path: String) -> [UInt8]? { try? Files.read(path) }
    func isFolder(_ path: String) -> Bool { Files.isFolder(path) }
    func exists(_ path: String) -> Bool { Files.exists(path) }

    private static let skipped: Set<String> = [".git", ".venv", "__pycache__", ".pytest_cache", ".DS_Store"]

    func paths(in folder: String) -> [String] {
        Files.names(in: folder).filter { !Self.skipped.contains($0) }.flatMap { name in
            let path = "\(folder)/\(name)"
            return Files.isFolder(path) ? paths(in: path).map { "\(name)/\($0)" } : [name]
        }
    }
}
