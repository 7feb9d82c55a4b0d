internal import CZlib

/// The files of a ZIP archive.
///
/// Specification: PKWARE APPNOTE 6.3; stored and deflated entries, without encryption and without ZIP64.
struct ZipArchive {
    struct File {
        let path: String
        let bytes: [UInt8]
    }

    let files: [File]

    /// The most that an archive may become, as Lambda has it for unpacked code.
    static let maximumBytes = 262_144_000

    /// - Returns: nil where the bytes are no such archive, or it is damaged, too large, or leaves its folder.
    init?(_ bytes: [UInt8]) {
        guard let directory = Self.directory(in: bytes) else { return nil }
        var files: [File] = []
        var total = 0
        var place = directory.offset
        for _ in 0..<directory.count {
            guard let entry = Entry(bytes, at: place) else { return nil }
            place = entry.end
            if entry.path.hasSuffix("/") { continue }
            total += entry.size
            guard total <= Self.maximumBytes, entry.isInside, let content = entry.content(in: bytes) else { return nil }
            files.append(File(path: entry.path, bytes: content))
        }
        self.files = files.sorted { $0.path < $1.path }
    }

    /// The end record stands last, before a comment of at most 65,535 bytes.
    private static func directory(in bytes: [UInt8]) -> (count: Int, offset: Int)? {
        guard bytes.count >= 22 else { return nil }
        for place in stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 65_535), by: -1)
        where bytes.number(at: place, 4) == 0x0605_4B50 {
            guard let count = bytes.number(at: place + 10, 2), let offset = bytes.number(at: place + 16, 4) else {
                return nil
            }
            return (count, offset)
        }
        return nil
    }

    /// An entry of the central directory.
    private struct Entry {
        let path: String
        let method: Int
        let packedSize: Int
        let size: Int
        let offset: Int
        /// Where the next entry starts.
        let end: Int

        init?(_ bytes: [UInt8], at place: Int) {
            guard bytes.number(at: place, 4) == 0x0201_4B50, let flags = bytes.number(at: place + 8, 2), flags & 1 == 0,
                let method = bytes.number(at: place + 10, 2), let packed = bytes.number(at: place + 20, 4),
                let size = bytes.number(at: place + 24, 4), let nameLength = bytes.number(at: place + 28, 2),
                let extraLength = bytes.number(at: place + 30, 2), let commentLength = bytes.number(at: place + 32, 2),
                let offset = bytes.number(at: place + 42, 4), place + 46 + nameLength <= bytes.count
            else { return nil }
            path = String(decoding: bytes[place + 46..<place + 46 + nameLength], as: UTF8.self)
            self.method = method
            packedSize = packed
            self.size = size
            self.offset = offset
            end = place + 46 + nameLength + extraLength + commentLength
        }

        var isInside: Bool {
            !path.hasPrefix("/") && !path.contains("\0") && !path.split(separator: "/").contains("..")
        }

        func content(in bytes: [UInt8]) -> [UInt8]? {
            guard bytes.number(at: offset, 4) == 0x0403_4B50, let nameLength = bytes.number(at: offset + 26, 2),
                let extraLength = bytes.number(at: offset + 28, 2)
            else { return nil }
            let start = offset + 30 + nameLength + extraLength
            guard start + packedSize <= bytes.count else { return nil }
            let packed = Array(bytes[start..<start + packedSize])
            switch method {
            case 0: return packedSize == size ? packed : nil
            case 8: return inflated(packed)
            default: return nil
            }
        }

        /// Specification: RFC 1951; a negative window tells zlib that there is no header.
        private func inflated(_ packed: [UInt8]) -> [UInt8]? {
            if size == 0 { return [] }
            var stream = z_stream()
            guard inflateInit2_(&stream, -15, zlibVersion(), CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
                return nil
            }
            defer { inflateEnd(&stream) }
            var result = [UInt8](repeating: 0, count: size)
            let status = packed.withUnsafeBufferPointer { input in
                result.withUnsafeMutableBufferPointer { output in
                    // zlib reads through this pointer only, although its type allows writing.
                    stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                    stream.avail_in = UInt32(input.count)
                    stream.next_out = output.baseAddress
                    stream.avail_out = UInt32(output.count)
                    return inflate(&stream, Z_FINISH)
                }
            }
            return status == Z_STREAM_END && stream.avail_out == 0 ? result : nil
        }
    }
}

extension [UInt8] {
    /// A number of that many bytes, the lowest first; nil beyond the end.
    fileprivate func number(at place: Int, _ length: Int) -> Int? {
        guard place >= 0, place + length <= count else { return nil }
        return (0..<length).reduce(0) { $0 | Int(self[place + $1]) << (8 * $1) }
    }
}
