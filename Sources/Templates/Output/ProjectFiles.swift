internal import JSON

/// The files of an imported project.
package struct ProjectFiles: Sendable {
    package struct File: Sendable {
        /// From the project's folder on.
        package let path: String
        package let bytes: [UInt8]

        init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }

        init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }
    }

    package private(set) var files: [File] = []
    /// Folders that must be there even without a file.
    package private(set) var folders: [String] = []

    /// - Parameters:
    ///   - folder: where the project is to be, absolute.
    ///   - stubs: whether what is missing gets a fixed result, so that the project runs at once.
    ///   - source: where code and layers are copied from; nil where they stay where they are.
    package init(
        of project: ImportedProject, as stack: Stack, in folder: String, stubs: Bool,
        copyingFrom source: (any TemplateFiles)? = nil
    ) {
        for machine in project.machines { files.append(File(path: machine.fileName, text: machine.text)) }
        for function in project.functions where function.runsHere {
            add(source.map { copy(function, from: $0, to: folder) } ?? function, folder)
        }
        folders = project.buckets.map { "buckets/\($0)" }
        files.append(File(path: "baton.yaml", text: project.configuration(stack, stubs: stubs)))
        files.append(File(path: "README.md", text: project.readme(folder: folder, stubs: stubs)))
    }

    private mutating func add(_ function: ImportedFunction, _ folder: String) {
        let place = "functions/\(function.name)"
        if case .inline(let text, let fileName) = function.code {
            files.append(File(path: "\(place)/\(fileName)", text: text))
        }
        if case .files(let code) = function.code {
            files += code.map { File(path: "\(place)/\($0.path)", bytes: $0.bytes) }
        }
        files.append(
            File(path: "\(place)/function.yaml", text: function.settings(relativeTo: "\(folder)/\(place)")))
    }
}

extension ProjectFiles {
    /// The function with its code, and copies of its layers in the project.
    private mutating func copy(
        _ function: ImportedFunction, from source: any TemplateFiles, to folder: String
    ) -> ImportedFunction {
        var copy = function
        if case .folder(let path) = function.code {
            copy.code = .files(
                source.paths(in: path).compactMap { name in
                    source.read("\(path)/\(name)").map { ImportedFile(path: name, bytes: $0) }
                })
        }
        copy.layers = function.layers.map { layer in
            let name = layer.split(separator: "/").suffix(2).joined(separator: "-")
            for path in source.paths(in: layer) where !files.contains(where: { $0.path == "layers/\(name)/\(path)" }) {
                guard let bytes = source.read("\(layer)/\(path)") else { continue }
                files.append(File(path: "layers/\(name)/\(path)", bytes: bytes))
            }
            return "\(folder)/layers/\(name)"
        }
        return copy
    }
}

extension ImportedFunction {
    /// The text of `function.yaml`.
    fileprivate func settings(relativeTo folder: String) -> String {
        var lines = ["# \(logicalID)", "runtime: \(quoted(runtime))", "handler: \(quoted(handler))"]
        if case .folder(let path) = code { lines.append("code: \(quoted(relativePath(to: path, from: folder)))") }
        if !layers.isEmpty {
            lines.append(
                "layers: [\(layers.map { quoted(relativePath(to: $0, from: folder)) }.joined(separator: ", "))]")
        }
        if let timeoutSeconds { lines.append("timeout: \(min(max(timeoutSeconds, 1), 900))") }
        if let memoryMegabytes { lines.append("memory: \(memoryMegabytes)") }
        if !environment.isEmpty { lines.append("environment:") }
        lines += environment.map { "  \(quoted($0.name)): \(quoted($0.value))" }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// The way from a folder to a path, both absolute.
func relativePath(to path: String, from folder: String) -> String {
    let target = path.split(separator: "/")
    let start = folder.split(separator: "/")
    let common = zip(target, start).prefix { $0 == $1 }.count
    let parts = Array(repeating: "..", count: start.count - common) + target.dropFirst(common).map(String.init)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
}

/// A YAML scalar: as it is where that is surely a string, else in quotes.
func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_./".utf8.contains(byte)
    }
    let isWord = text.first.map { $0.isLetter || $0 == "." && text.hasPrefix("../") } ?? false
    let isKeyword = ["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased())
    return isPlain && isWord && !isKeyword ? text : JSONValue.string(text).text
}
