/// Divides a range of IPv4 addresses.
///
/// Source: CloudFormation Template Reference, "Fn::Cidr".
enum AddressBlocks {
    /// The first blocks of a range.
    ///
    /// - Parameters:
    ///   - range: `10.0.0.0/16`
    ///   - count: how many blocks, 1 to 256.
    ///   - hostBits: the bits of an address inside a block.
    /// - Returns: nil where the range has no such blocks.
    static func blocks(of range: String, count: Int, hostBits: Int) -> [String]? {
        let parts = range.split(separator: "/")
        guard parts.count == 2, let length = Int(parts[1]), let address = address(parts[0]), (0...32).contains(length),
            (1...256).contains(count), (0...(32 - length)).contains(hostBits),
            count <= 1 << (32 - length - hostBits)
        else { return nil }
        let host = UInt64(32 - length)
        let base = (address >> host) << host
        return (0..<count).map { text(base + UInt64($0) << UInt64(hostBits)) + "/\(32 - hostBits)" }
    }

    private static func address(_ text: Substring) -> UInt64? {
        let bytes = text.split(separator: ".").compactMap { UInt8($0) }
        return bytes.count == 4 ? bytes.reduce(0) { $0 << 8 | UInt64($1) } : nil
    }

    private static func text(_ address: UInt64) -> String {
        [24, 16, 8, 0].map { String(address >> UInt64($0) & 255) }.joined(separator: ".")
    }
}
