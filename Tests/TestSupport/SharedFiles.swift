package import JSON

#if canImport(Glibc)
    import Glibc
#endif

/// Files of the suites beside the repository (`../shared/conformance`), where they are there.
package enum SharedFiles {
    private static let folder: String = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/../shared/conformance"
    }()

    /// One file as JSON.
    package static func json(_ path: String) -> JSONValue? {
        guard let file = fopen("\(folder)/\(path)", "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return try? JSONValue(parsing: bytes) }
            bytes += buffer[..<count]
        }
    }

    /// The names of the files in a folder that start so, in order.
    package static func names(in path: String, prefix: String) -> [String] {
        guard let directory = opendir("\(folder)/\(path)") else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(prefix) { names.append(name) }
        }
        return names.sorted()
    }
}
