internal import JSON

extension TemplateImport {
    /// Source: CloudFormation Template Reference, `AWS::Lambda::Function`; SAM Developer Guide,
    /// `AWS::Serverless::Function`.
    mutating func addFunction(_ resource: TemplateResource) {
        let runtime = evaluator.text("Runtime", of: resource) ?? "container image"
        let handler = path(
            ofHandler: evaluator.text("Handler", of: resource) ?? "", isPython: runtime.hasPrefix("python"))
        let code = code(of: resource, handler: handler, runtime: runtime)
        let function = ImportedFunction(
            name: fileName(evaluator.name(of: resource), for: "function"), logicalID: resource.logicalID,
            runtime: runtime, handler: handler, code: code,
            timeoutSeconds: number("Timeout", of: resource), memoryMegabytes: number("MemorySize", of: resource),
            environment: environment(of: resource), layers: layers(of: resource))
        project.functions.append(function)
        switch code {
        case .folder(let path): note(.imported, resource, "\(runtime) function '\(function.name)' → code in \(path)")
        case .inline(_, let file):
            note(.imported, resource, "\(runtime) function → functions/\(function.name)/\(file)")
        case .files(let files):
            note(
                .imported, resource, "\(runtime) function → functions/\(function.name)/ (\(files.count) files unpacked)"
            )
        case .missing(let reason): note(.binding, resource, "function '\(function.name)': \(reason)")
        }
    }

    // MARK: Code

    private mutating func code(of resource: TemplateResource, handler: String, runtime: String)
        -> ImportedFunction.Code
    {
        let extensions: [String]
        if runtime.hasPrefix("python") {
            extensions = ["py"]
        } else if runtime.hasPrefix("node") {
            extensions = ["mjs", "js", "cjs"]
        } else {
            return .missing(reason: "the runtime '\(runtime)' does not run here; bind it to a command, URL or endpoint")
        }
        if let text = inlineCode(of: resource) {
            return .inline(text: text, fileName: inlineFile(text, handler, isPython: extensions == ["py"]))
        }
        guard let folder = codeFolder(of: resource) else {
            return .missing(reason: "its code is in S3, not in a folder")
        }
        if folder.hasSuffix(".zip") || folder.hasSuffix(".jar"), files.exists(folder) {
            return archive(folder, handler: handler, extensions: extensions)
        }
        guard files.isFolder(folder) else { return .missing(reason: "there is no code in '\(folder)'") }
        let module = "\(folder)/\(handler.split(separator: ".").dropLast().joined(separator: "."))"
        if extensions.contains(where: { files.exists("\(module).\($0)") }) { return .folder(folder) }
        if files.exists("\(module).ts") {
            return .missing(reason: "'\(module).ts' is TypeScript; build it, and import the template of the build")
        }
        return .missing(reason: "there is no '\(module).\(extensions.joined(separator: "|"))'")
    }

    private func archive(_ path: String, handler: String, extensions: [String]) -> ImportedFunction.Code {
        guard let archive = files.read(path).flatMap(ZipArchive.init) else {
            return .missing(reason: "its archive '\(path)' cannot be unpacked: damaged, encrypted, or too large")
        }
        let module = handler.split(separator: ".").dropLast().joined(separator: ".")
        guard archive.files.contains(where: { file in extensions.contains { file.path == "\(module).\($0)" } }) else {
            return .missing(
                reason: "there is no '\(module).\(extensions.joined(separator: "|"))' in its archive '\(path)'")
        }
        return .files(archive.files.map { ImportedFile(path: $0.path, bytes: $0.bytes) })
    }

    private mutating func inlineCode(of resource: TemplateResource) -> String? {
        if let text = evaluator.text("InlineCode", of: resource) { return text }
        return evaluator.value("Code", of: resource)?["ZipFile"]?.string
    }

    private func inlineFile(_ text: String, _ handler: String, isPython: Bool) -> String {
        let module = handler.split(separator: ".").first.map(String.init) ?? "index"
        if isPython { return "\(module).py" }
        let isModule =
            text.contains("export const ") || text.contains("export async ") || text.contains("export default ")
        return "\(module).\(isModule ? "mjs" : "js")"
    }

    /// The folder, absolute; nil where the code is in S3.
    private mutating func codeFolder(of resource: TemplateResource) -> String? {
        if let asset = resource.metadata["aws:asset:path"]?.string { return files.path(asset, in: template.folder) }
        let property = resource.type == "AWS::Lambda::Function" ? "Code" : "CodeUri"
        guard resource.properties[property] != nil else {
            return property == "CodeUri" ? template.folder : nil
        }
        let value = evaluator.value(property, of: resource)
        if let key = value?["S3Key"]?.scalarText ?? value?["Key"]?.scalarText { return assets.path(forKey: key) }
        guard let path = value?.string, !path.hasPrefix("s3://") else { return nil }
        return files.path(path, in: template.folder)
    }

    /// `./src/app.handler`, and in Python `src.app.handler`, as `src/app.handler`.
    private func path(ofHandler text: String, isPython: Bool) -> String {
        let handler = text.hasPrefix("./") ? text.dropFirst(2) : text[...]
        guard isPython, let dot = handler.lastIndex(of: ".") else { return String(handler) }
        return "\(handler[..<dot].replacing(".", with: "/"))\(handler[dot...])"
    }

    // MARK: Settings

    private mutating func number(_ property: String, of resource: TemplateResource) -> Int64? {
        evaluator.text(property, of: resource).flatMap { Int64($0) }
    }

    private mutating func environment(of resource: TemplateResource) -> [(name: String, value: String)] {
        let variables = evaluator.value("Environment", of: resource)?["Variables"]?.object ?? [:]
        return variables.compactMap { member in member.value.scalarText.map { (member.key, $0) } }
    }

    /// The folders of layers that the template makes.
    private mutating func layers(of resource: TemplateResource) -> [String] {
        var folders: [String] = []
        for (index, layer) in (resource.properties["Layers"]?.array ?? []).enumerated() {
            let place = "\(resource.pointer(to: "Layers"))/\(index)"
            if let folder = layerFolder(layer) {
                folders.append(folder)
            } else {
                let shown = evaluator.text(layer, at: place) ?? layer.text
                note(.left, resource, "the layer \(shown): its code is not in a folder", at: place)
            }
        }
        return folders
    }

    private mutating func layerFolder(_ layer: JSONValue) -> String? {
        guard let name = layer["Ref"]?.string, let resource = template.resource(name) else { return nil }
        let asset = resource.metadata["aws:asset:path"]?.string
        let property = resource.type == "AWS::Serverless::LayerVersion" ? "ContentUri" : "Content"
        guard let path = asset ?? evaluator.text(property, of: resource) else { return nil }
        let folder = files.path(path, in: template.folder)
        return files.isFolder(folder) ? folder : nil
    }
}
