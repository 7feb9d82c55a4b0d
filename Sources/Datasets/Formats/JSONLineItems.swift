import JSON

/// The values of a JSON Lines file; lines with nothing but blanks are passed over.
struct JSONLineItems {
    private let bytes: [UInt8]
    private var offset = 0
    /// The line that is read, from 1.
    private var line = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() throws(DatasetError) -> DatasetItem? {
        while offset < bytes.count {
            let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let content = bytes[offset..<end]
            offset = end + 1
            line += 1
            if content.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            do {
                return DatasetItem(value: try JSONValue(parsing: Array(content)))
            } catch {
                throw .invalidJSONLine(line: line, error)
            }
        }
        return nil
    }
}
