import Export
import Tasks

extension SourceFunction {
    /// A function in a folder, with its files as they would be packed: without caches, environments and settings.
    init(_ function: LocalFunction) {
        let single = function.module == function.name && !Files.isFolder("\(function.directory)/\(function.name)")
        let paths =
            single
            ? ["\(function.module).\(function.fileExtension)"] : Self.paths(in: function.directory)
        let files = paths.compactMap { path in
            (try? Files.read("\(function.directory)/\(path)")).map { File(path: path, bytes: $0) }
        }
        let source = files.first { $0.path == "\(function.module).\(function.fileExtension)" }
        self.init(
            name: function.name, runtime: Self.runtime(function),
            handler: "\(function.module).\(Self.handler(function, in: source?.bytes ?? []))",
            timeoutSeconds: Int64(function.timeoutSeconds.rounded(.up)), memoryMegabytes: function.memoryMegabytes,
            environment: function.environment, reservedConcurrency: function.concurrency.map(Int64.init), files: files)
    }

    private static let skipped: Set<String> = [
        "__pycache__", "node_modules", "function.yaml", "function.yml", "function.json",
    ]

    /// The files below a folder, sorted.
    static func paths(in folder: String, below prefix: String = "") -> [String] {
        Files.names(in: folder).filter { !$0.hasPrefix(".") && !skipped.contains($0) && !$0.hasSuffix(".pyc") }
            .flatMap { name in
                let path = "\(folder)/\(name)"
                return Files.isFolder(path) ? paths(in: path, below: "\(prefix)\(name)/") : [prefix + name]
            }
    }

    private static func runtime(_ function: LocalFunction) -> Runtime {
        let version = (function.runtimeName ?? "").drop { !$0.isNumber }.prefix { $0.isNumber || $0 == "." }
        return switch function.runtime {
        case .python: .python(version.contains(".") ? String(version) : "3.13")
        case .node: .node(version.isEmpty ? "22" : String(version.prefix { $0 != "." }))
        }
    }

    /// The one of the names that the file defines.
    private static func handler(_ function: LocalFunction, in bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        let defined = function.functions.first { name in
            ["def \(name)(", "exports.\(name)", "function \(name)(", "const \(name)", "let \(name)", "var \(name)"]
                .contains { text.contains($0) }
        }
        return defined ?? function.functions.last ?? "handler"
    }
}
