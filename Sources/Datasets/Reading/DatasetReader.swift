import JSON

/// Reads the items of a dataset one after the other from the bytes of a file.
///
/// Files that are packed with gzip are unpacked first. JSON and Parquet files are read as a whole; of CSV and JSON Lines only
/// as much as is asked for.
///
/// ```
/// var reader = try DatasetReader(bytes, configuration: ReaderConfiguration(format: .jsonLines))
/// while let item = try reader.next() { … }
/// ```
package struct DatasetReader {
    private var source: Source
    private var remainingCount: Int

    private enum Source {
        case csv(CSVItems)
        case lines(JSONLineItems)
        case whole(IndexingIterator<[DatasetItem]>)
    }

    /// - Throws: `DatasetError` where the file, or its first row, cannot be read.
    package init(
        _ bytes: [UInt8], configuration: ReaderConfiguration, parquet: ParquetDecoder = .unavailable
    ) throws(DatasetError) {
        let bytes = Gzip.isPacked(bytes) ? try Gzip.unpack(bytes) : bytes
        remainingCount = configuration.maxItems ?? Int.max
        source =
            switch configuration.format {
            case .csv(let csv): .csv(try CSVItems(bytes, configuration: csv))
            case .json(let pointer): .whole(try jsonItems(bytes, pointer: pointer).makeIterator())
            case .jsonLines: .lines(JSONLineItems(bytes))
            case .parquet:
                .whole(try parquet.rows(bytes, configuration.maxItems).map { DatasetItem(value: $0) }.makeIterator())
            }
    }

    /// The next item; `nil` behind the last, or where `MaxItems` were read.
    ///
    /// - Throws: `DatasetError` where what follows cannot be read.
    package mutating func next() throws(DatasetError) -> DatasetItem? {
        guard remainingCount > 0 else { return nil }
        remainingCount -= 1
        switch source {
        case .csv(var items):
            defer { source = .csv(items) }
            return try items.next()
        case .lines(var items):
            defer { source = .lines(items) }
            return try items.next()
        case .whole(var items):
            defer { source = .whole(items) }
            return items.next()
        }
    }

    /// All the items that are left.
    ///
    /// - Throws: `DatasetError` where one of them cannot be read.
    package mutating func all() throws(DatasetError) -> [DatasetItem] {
        var items: [DatasetItem] = []
        while let item = try next() { items.append(item) }
        return items
    }
}
