/// A JSON text in which each `${Token}` outside of strings, as templates have them in place of numbers
/// (`"Seconds": ${delay}`), is replaced by its value; tokens without a value stay.
package func replacingBareTokens(in bytes: [UInt8], by values: [String: String]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isInString = false
    var index = 0
    while index < bytes.count {
        let byte = bytes[index]
        if !isInString, byte == UInt8(ascii: "$"), let (value, end) = token(at: index, in: bytes, values) {
            result.append(contentsOf: value.utf8)
            index = end
            continue
        }
        if byte == UInt8(ascii: "\"") { isInString.toggle() }
        result.append(byte)
        index += 1
        if isInString, byte == UInt8(ascii: "\\"), index < bytes.count {
            result.append(bytes[index])
            index += 1
        }
    }
    return result
}

private let longestToken = 260

/// The value of the token that starts there, and where the text after it starts.
private func token(at start: Int, in bytes: [UInt8], _ values: [String: String]) -> (value: String, end: Int)? {
    guard start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "{"),
        let end = bytes[start...].prefix(longestToken).firstIndex(of: UInt8(ascii: "}"))
    else { return nil }
    let name = String(decoding: bytes[(start + 2)..<end], as: UTF8.self)
    return values[name].map { ($0, end + 1) }
}
