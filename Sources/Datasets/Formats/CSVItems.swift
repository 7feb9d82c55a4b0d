import JSON

/// The rows of a text-delimited file as objects, named by the headers; all values are texts.
///
/// A row that is too short gets empty texts, what is too much of a longer one is dropped.
struct CSVItems {
    private var rows: CSVRows
    private let headers: [String]

    init(_ bytes: [UInt8], configuration: CSVConfiguration) throws(DatasetError) {
        var rows = CSVRows(bytes, delimiter: configuration.delimiter.byte)
        switch configuration.header {
        case .given(let names): headers = names
        case .firstRow:
            guard let first = try rows.next() else { throw .missingHeader }
            headers = first
        }
        self.rows = rows
        guard Set(headers.map { Array($0.utf8) }).count == headers.count else { throw .duplicateHeaders }
        let bytes = headers.reduce(0) { $0 + $1.utf8.count }
        guard bytes <= CSVConfiguration.maximumHeaderBytes else {
            throw .headersTooLong(bytes: bytes, maximumBytes: CSVConfiguration.maximumHeaderBytes)
        }
    }

    mutating func next() throws(DatasetError) -> DatasetItem? {
        guard let row = try rows.next() else { return nil }
        var object = JSONObject()
        object.reserveCapacity(headers.count)
        for (place, header) in headers.enumerated() {
            object[header] = .string(place < row.count ? row[place] : "")
        }
        return DatasetItem(value: .object(object))
    }
}
