package import JSON

/// A Lambda function in a folder (or a single file) beside the workflow.
package struct LocalFunction: Hashable, Sendable {
    package enum Runtime: Hashable, Sendable {
        case python
        case node
    }

    package let name: String
    package let directory: String
    package let runtime: Runtime
    /// `runtime` of its settings: `python3.12`.
    package var runtimeName: String?
    /// The handler's file below the directory, without its extension: `index`, `source/app`.
    package let module: String
    /// The file's extension, such as `mjs`.
    package let fileExtension: String
    /// The names under which the handler is looked for, in order.
    package let functions: [String]
    package var timeoutSeconds: Double = 900
    package var memoryMegabytes: Int64 = 128
    package var environment: [String: String] = [:]
    /// Folders of layers, absolute.
    package var layers: [String] = []
    /// How many calls run at the same time.
    package var concurrency: Int?
}

/// Why a function's folder cannot be used.
package struct LocalFunctionFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file or folder.
    package let path: String
    package let reason: String

    package var description: String { "\(path): \(reason)" }
}

/// Finds functions by name in a list of folders.
package struct LocalFunctionDirectory: Sendable {
    /// Absolute paths; the first that has the function counts.
    let searchPath: [String]
    /// Reads a YAML document; `function.yaml` is refused where there is none.
    let readYAML: (@Sendable (_ text: String, _ path: String) throws -> JSONValue)?

    package init(
        searchPath: [String], readYAML: (@Sendable (_ text: String, _ path: String) throws -> JSONValue)?
    ) {
        self.searchPath = searchPath
        self.readYAML = readYAML
    }

    /// The function of that name: a folder `NAME/` or a file `NAME.py`, `NAME.mjs`, `NAME.js`, `NAME.cjs`.
    ///
    /// - Returns: nothing where there is neither.
    package func function(named name: String) throws(LocalFunctionFault) -> LocalFunction? {
        for directory in searchPath {
            let folder = "\(directory)/\(name)"
            if FileSystem.isDirectory(folder) { return try function(named: name, in: folder) }
            for suffix in ["py", "mjs", "js", "cjs"] where FileSystem.isFile("\(folder).\(suffix)") {
                return LocalFunction(
                    name: name, directory: directory, runtime: suffix == "py" ? .python : .node, module: name,
                    fileExtension: suffix, functions: Self.defaultFunctions)
            }
        }
        return nil
    }

    private static let defaultFunctions = ["lambda_handler", "handler"]
    private static let defaultModules = ["index", "handler", "lambda_function", "app"]

    private func function(named name: String, in folder: String) throws(LocalFunctionFault) -> LocalFunction {
        let settings = try settings(in: folder)
        let extensions = try settings.extensions()
        let code = try settings.folder("code", in: folder) ?? folder
        let (modules, functions) = try settings.handler() ?? (Self.defaultModules, Self.defaultFunctions)
        for module in modules {
            for suffix in extensions where FileSystem.isFile("\(code)/\(module).\(suffix)") {
                return LocalFunction(
                    name: name, directory: code, runtime: suffix == "py" ? .python : .node,
                    runtimeName: settings.value["runtime"]?.string, module: module, fileExtension: suffix,
                    functions: functions,
                    timeoutSeconds: try settings.number("timeout", 1...900) ?? 900,
                    memoryMegabytes: Int64(try settings.number("memory", 1...1_048_576) ?? 128),
                    environment: try settings.environment(),
                    layers: try settings.layers(in: folder),
                    concurrency: try settings.number("concurrency", 1...1_000).map { Int($0) })
            }
        }
        let looked = modules.map { "\($0).(\(extensions.joined(separator: "|")))" }.joined(separator: ", ")
        throw LocalFunctionFault(path: code, reason: "no handler: none of \(looked) is there")
    }

    private func settings(in folder: String) throws(LocalFunctionFault) -> FunctionSettings {
        for file in ["function.yaml", "function.yml", "function.json"] {
            let path = "\(folder)/\(file)"
            guard FileSystem.isFile(path) else { continue }
            do {
                let bytes = try FileSystem.read(path)
                if file == "function.json" { return FunctionSettings(path: path, value: try JSONValue(parsing: bytes)) }
                guard let readYAML else {
                    throw LocalFunctionFault(path: path, reason: "YAML cannot be read here; write 'function.json'")
                }
                return FunctionSettings(path: path, value: try readYAML(String(decoding: bytes, as: UTF8.self), path))
            } catch let fault as LocalFunctionFault {
                throw fault
            } catch {
                throw LocalFunctionFault(path: path, reason: "\(error)")
            }
        }
        return FunctionSettings(path: folder, value: [:])
    }
}

/// What a `function.yaml` or `function.json` says.
private struct FunctionSettings {
    let path: String
    let value: JSONValue

    private func fault(_ reason: String) -> LocalFunctionFault { LocalFunctionFault(path: path, reason: reason) }

    /// The extensions of the files that the runtime runs.
    func extensions() throws(LocalFunctionFault) -> [String] {
        guard let runtime = value["runtime"] else { return ["py", "mjs", "js", "cjs"] }
        guard let name = runtime.string else { throw fault("'runtime' must be a string, not \(runtime.kind)") }
        if name.hasPrefix("python") { return ["py"] }
        if name.hasPrefix("node") { return ["mjs", "js", "cjs"] }
        throw fault("'runtime' is '\(name)'; allowed are 'python…' and 'nodejs…'")
    }

    /// `index.handler`, `source/app.handler`.
    func handler() throws(LocalFunctionFault) -> (modules: [String], functions: [String])? {
        guard let handler = value["handler"] else { return nil }
        guard let text = handler.string, let dot = text.lastIndex(of: "."), dot != text.startIndex,
            text.index(after: dot) != text.endIndex
        else { throw fault("'handler' must be FILE.FUNCTION, such as 'index.handler'") }
        let module = String(text[..<dot])
        guard !module.hasPrefix("/"), !module.split(separator: "/").contains("..") else {
            throw fault("'handler' must stay in its folder")
        }
        return ([module], [String(text[text.index(after: dot)...])])
    }

    /// A folder, from the function's own on.
    func folder(_ key: String, in folder: String) throws(LocalFunctionFault) -> String? {
        guard let member = value[key] else { return nil }
        guard let path = member.string, !path.isEmpty else {
            throw fault("'\(key)' must be a folder, not \(member.text)")
        }
        return try existing(path, key, in: folder)
    }

    func layers(in folder: String) throws(LocalFunctionFault) -> [String] {
        guard let member = value["layers"] else { return [] }
        var layers: [String] = []
        for element in member.array ?? [member] {
            guard let path = element.string else { throw fault("'layers' must be folders, not \(element.kind)") }
            layers.append(try existing(path, "layers", in: folder))
        }
        return layers
    }

    private func existing(_ path: String, _ key: String, in folder: String) throws(LocalFunctionFault) -> String {
        let place = ConfigurationReader.absolute(path, in: folder)
        guard FileSystem.isDirectory(place) else { throw fault("'\(key)': there is no folder '\(place)'") }
        return place
    }

    func number(_ key: String, _ range: ClosedRange<Double>) throws(LocalFunctionFault) -> Double? {
        guard let member = value[key] else { return nil }
        guard let number = member.double, range.contains(number) else {
            throw fault("'\(key)' must be a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))")
        }
        return number
    }

    func environment() throws(LocalFunctionFault) -> [String: String] {
        guard let member = value["environment"] else { return [:] }
        guard let object = member.object else { throw fault("'environment' must be an object, not \(member.kind)") }
        var environment: [String: String] = [:]
        for (name, value) in object {
            switch value {
            case .string(let text): environment[name] = text
            case .integer, .double, .bigNumber, .bool: environment[name] = value.text
            default: throw fault("'environment.\(name)' must be a string, not \(value.kind)")
            }
        }
        return environment
    }
}
