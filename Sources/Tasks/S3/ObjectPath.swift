/// Where an object is in its bucket's folder.
///
/// The segments of a key are folders, its last one is the file: `data/a.csv` is `data/a.csv`. What a file system cannot
/// hold is percent-encoded: `..` is `%2E%2E`. A key that cannot be such a path, because a segment of it is empty or
/// another object is a file where it needs a folder, is one encoded name at the top: `a//b` is `a%2F%2Fb`. Either way
/// the key is the decoded path.
struct ObjectPath: Hashable, Sendable {
    /// The key as folders and a file; nothing where it cannot be so.
    let tree: String?
    /// The key as one name; nothing where it is too long for that.
    let flat: String?

    /// A folder of ours at the top of each bucket, which no key maps to.
    static let reservedName = ".baton"
    private static let longestNameBytes = 255

    init(key: String) {
        let segments = key.split(separator: "/", omittingEmptySubsequences: false).map { Self.encoded(String($0)) }
        let isTree = !segments.contains { $0.isEmpty || $0.utf8.count > Self.longestNameBytes }
        tree = isTree ? segments.joined(separator: "/") : nil
        // An encoded first byte keeps the name apart from a folder of the same name.
        let name = key.utf8.first.map { percentByte($0) + key.utf8.dropFirst().map(Self.flatByte).joined() } ?? ""
        flat = !name.isEmpty && name.utf8.count <= Self.longestNameBytes ? name : nil
    }

    /// The key of a file at that path below the bucket's folder.
    static func key(ofPath path: String) -> String { String(decoding: percentDecoded(path), as: UTF8.self) }

    private static func encoded(_ segment: String) -> String {
        if segment == "." || segment == ".." || segment == reservedName {
            return percentByte(UInt8(ascii: "."))
                + segment.dropFirst().replacing(".", with: percentByte(UInt8(ascii: ".")))
        }
        var bytes: [UInt8] = []
        for byte in segment.utf8 {
            if byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "%") {
                bytes += Array(percentByte(byte).utf8)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func flatByte(_ byte: UInt8) -> String {
        switch byte {
        case 0..<0x20, 0x7F..., UInt8(ascii: "%"), UInt8(ascii: "/"): percentByte(byte)
        default: String(UnicodeScalar(byte))
        }
    }
}

private func percentByte(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
}
