/// A body in the encoding `aws-chunked`: chunks with a line of their length each, and perhaps trailing headers.
///
/// Specification: Amazon S3 API Reference, "Signature calculations for the Authorization header: transferring payload in
/// multiple chunks".
enum ChunkedBody {
    /// What the chunks hold, one after the other.
    static func payload(of bytes: [UInt8]) -> [UInt8] {
        var payload: [UInt8] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            let digits = line.prefix { $0.isHexDigit }
            guard let count = Int(digits, radix: 16), count > 0, count <= rest.count - (end + 1 - rest.startIndex)
            else { break }
            let start = end + 1
            payload += rest[start..<start + count]
            // A line break follows each chunk.
            rest = rest[(start + count)...].dropFirst(2)
        }
        return payload
    }
}
