internal import CZlib

/// Specification: RFC 1952.
package enum Gzip {
    /// How large a file may become.
    package static let defaultMaximumBytes = 4 << 30

    /// Whether the bytes start as gzip data does.
    package static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B, 0x08]) }

    /// The unpacked bytes of all the members of a gzip file.
    ///
    /// - Throws: `DatasetError` where the data is damaged, or larger than the bound when it is unpacked.
    package static func unpack(
        _ bytes: [UInt8], maximumBytes: Int = defaultMaximumBytes
    ) throws(DatasetError) -> [UInt8] {
        var stream = z_stream()
        // 16 asks for the gzip format, 15 for the largest window.
        let version = zlibVersion()
        guard inflateInit2_(&stream, 16 + 15, version, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .damagedGzip
        }
        defer { inflateEnd(&stream) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var consumed = 0
        var status = Z_OK
        while status != Z_STREAM_END || consumed < bytes.count {
            if status == Z_STREAM_END { guard inflateReset(&stream) == Z_OK else { throw .damagedGzip } }
            let taken = min(bytes.count - consumed, 1 << 20)
            var written = 0
            status = bytes[consumed..<consumed + taken].withUnsafeBufferPointer { input in
                buffer.withUnsafeMutableBufferPointer { output in
                    // zlib reads through this pointer only, although its type allows writing.
                    stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                    stream.avail_in = UInt32(taken)
                    stream.next_out = output.baseAddress
                    stream.avail_out = UInt32(output.count)
                    let status = inflate(&stream, Z_NO_FLUSH)
                    written = output.count - Int(stream.avail_out)
                    return status
                }
            }
            guard status == Z_OK || status == Z_STREAM_END else { throw .damagedGzip }
            let used = taken - Int(stream.avail_in)
            guard used > 0 || written > 0 || status == Z_STREAM_END else { throw .damagedGzip }
            consumed += used
            result += buffer[..<written]
            guard result.count <= maximumBytes else { throw .tooLarge(maximumBytes: maximumBytes) }
        }
        return result
    }
}
