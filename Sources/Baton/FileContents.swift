internal import Glibc

/// Reads files.
enum FileContents {
    static func read(_ path: String) throws(WorkflowError) -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw failure(path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        guard ferror(file) == 0 else { throw failure(path) }
        return bytes
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The path without symbolic links, as far as the file is there.
    static func absolute(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// `order` of `flows/order.asl.yaml`.
    static func baseName(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? "workflow"
        return String(name.prefix { $0 != "." })
    }

    private static func failure(_ path: String) -> WorkflowError {
        .unreadable(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
}
