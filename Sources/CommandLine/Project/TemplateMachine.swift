import StatesLanguage
import Templates

/// A state machine of a template, to be run as it stands there.
struct TemplateMachine {
    let definition: DefinitionFile
    let isExpress: Bool

    /// Imports the template into `.baton/imports/` and takes the machine of that name or logical id.
    ///
    /// - Throws: `Failure` where the template has no such machine, or its definition cannot be had.
    init(_ name: String, of path: String, _ stack: Stack) throws(Failure) {
        let template = try TemplateFile(path: path).read()
        let project = ImportedProject(importing: template, as: stack, files: LocalFiles())
        guard let machine = project.machines.first(where: { $0.name == name || $0.logicalID == name }) else {
            let names = project.machines.map(\.name).joined(separator: ", ")
            throw .usage("\(template.path) has no machine '\(name)'\(names.isEmpty ? "" : "; it has \(names)")")
        }
        let folder = "\(Files.currentFolder)/.baton/imports/\(TemplateFile.projectName(of: template))"
        try ProjectFiles(of: project, as: stack, in: folder, stubs: false).write(to: folder)
        definition = try DefinitionFile(path: "\(folder)/\(machine.fileName)")
        isExpress = machine.isExpress
    }
}

extension TemplateFile {
    /// Different for templates in different places.
    fileprivate static func projectName(of template: Templates.Template) -> String {
        let path = template.folder + "/" + Files.name(of: template.path)
        return String(path.dropFirst().map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }.suffix(200))
    }
}

extension ProjectFiles {
    /// Writes the files and folders; what is there is replaced.
    func write(to folder: String) throws(Failure) {
        for path in folders { try Files.makeFolder(Files.absolute("\(folder)/\(path)")) }
        for file in files {
            let path = "\(folder)/\(file.path)"
            try Files.makeFolder(Files.folder(of: Files.absolute(path)))
            try Files.write(file.bytes, to: path)
        }
    }
}
