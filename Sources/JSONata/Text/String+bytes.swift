extension String {
    /// Calls with the string's UTF-8 bytes, without copying them where the string is stored as such.
    @inline(__always)
    mutating func withBytes<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        let outcome = withUTF8 { bytes in
            Swift.Result { () throws(Fault) in try body(bytes) }
        }
        return try outcome.get()
    }

    /// Whether every character is ASCII.
    var isASCII: Bool {
        utf8.withContiguousStorageIfAvailable { bytes in
            // One pass without a branch for each byte, which the compiler turns into vector instructions.
            bytes.reduce(0, |) < 0x80
        } ?? utf8.allSatisfy { $0 < 0x80 }
    }

    /// The string with letters in lower case.
    var inLowerCase: String { isASCII ? mappingASCII { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } : lowercased() }

    /// The string with letters in upper case.
    var inUpperCase: String { isASCII ? mappingASCII { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 } : uppercased() }

    @inline(__always)
    private func mappingASCII(_ change: (UInt8) -> UInt8) -> String {
        var text = self
        return text.withUTF8 { source in
            String(unsafeUninitializedCapacity: source.count) { target in
                for index in source.indices { target[index] = change(source[index]) }
                return source.count
            }
        }
    }

    /// How many Unicode scalars: what JSONata counts as characters.
    var unicodeScalarCount: Int {
        utf8.withContiguousStorageIfAvailable { bytes in
            bytes.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
        } ?? unicodeScalars.count
    }

    /// The string of a range of bytes that starts and ends between characters.
    func slice(_ range: Range<Int>) -> String {
        let start = utf8.index(startIndex, offsetBy: range.lowerBound)
        return String(self[start..<utf8.index(start, offsetBy: range.count)])
    }

    /// The string of a range of Unicode scalars.
    func sliceOfScalars(_ range: Range<Int>) -> String {
        let start = unicodeScalars.index(startIndex, offsetBy: range.lowerBound)
        return String(self[start..<unicodeScalars.index(start, offsetBy: range.count)])
    }

    /// Where another string first stands at or after a byte offset.
    func firstBytes(of other: String, from start: Int = 0) -> Range<Int>? {
        var text = self
        var sought = other
        return text.withUTF8 { text in sought.withUTF8 { position(of: $0, in: text, from: start) } }
    }
}

/// Where `sought` first stands in `text` at or after an offset.
func position(
    of sought: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int
) -> Range<Int>? {
    guard let first = sought.first else { return start <= text.count ? start..<start : nil }
    var offset = start
    let last = text.count - sought.count
    while offset <= last {
        if text[offset] == first {
            var length = 1
            while length < sought.count, text[offset + length] == sought[length] { length += 1 }
            if length == sought.count { return offset..<(offset + length) }
        }
        offset += 1
    }
    return nil
}
