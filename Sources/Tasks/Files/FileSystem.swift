import Glibc

/// What the system tells of a file.
struct FileStatus: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case file, directory, other }

    let kind: Kind
    let byteCount: Int64
    /// The last change, in nanoseconds since 1970.
    let modifiedNanoseconds: Int64
    let inode: UInt64
}

/// Whole-file operations on the local file system.
package enum FileSystem {
    /// Nothing where there is no such file.
    static func status(_ path: String) -> FileStatus? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        let kind: FileStatus.Kind =
            switch info.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            default: .other
            }
        return FileStatus(
            kind: kind, byteCount: Int64(info.st_size),
            modifiedNanoseconds: Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec),
            inode: UInt64(info.st_ino))
    }

    static func isFile(_ path: String) -> Bool { status(path)?.kind == .file }
    static func isDirectory(_ path: String) -> Bool { status(path)?.kind == .directory }

    /// The names in a directory, without `.` and `..`, in order; empty where there is no such directory.
    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    package static func read(_ path: String) throws(SystemError) -> [UInt8] {
        let file = try Descriptor.open(path, O_RDONLY)
        var bytes: [UInt8] = []
        if let status = status(path) { bytes.reserveCapacity(Int(clamping: status.byteCount)) }
        while true {
            var part = [UInt8](repeating: 0, count: 1 << 18)
            let count = Glibc.read(file.number, &part, part.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes += part[..<count]
            } else if errno != EINTR {
                throw .last("read '\(path)'")
            }
        }
    }

    /// Writes a file so that it is there whole or not at all, even after a crash.
    ///
    /// - Parameter scratch: a path on the same file system where nobody else writes.
    package static func write(_ bytes: [UInt8], to path: String, scratch: String) throws(SystemError) {
        let file = try Descriptor.open(scratch, O_WRONLY | O_CREAT | O_TRUNC)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file.number, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                let failure = SystemError.last("write '\(path)'")
                unlink(scratch)
                throw failure
            }
        }
        guard fsync(file.number) == 0, rename(scratch, path) == 0 else {
            let failure = SystemError.last("write '\(path)'")
            unlink(scratch)
            throw failure
        }
    }

    /// Makes a directory and those above it, where they are missing.
    package static func makeDirectories(_ path: String) throws(SystemError) {
        if isDirectory(path) { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeDirectories(String(path[..<slash])) }
        guard mkdir(path, 0o755) == 0 || errno == EEXIST && isDirectory(path) else {
            throw .last("make the folder '\(path)'")
        }
    }

    /// Removes a file; a missing one is no error.
    static func removeFile(_ path: String) throws(SystemError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .last("remove '\(path)'") }
    }

    /// Removes a directory if there is nothing in it.
    static func removeEmptyDirectory(_ path: String) -> Bool { rmdir(path) == 0 }
}
