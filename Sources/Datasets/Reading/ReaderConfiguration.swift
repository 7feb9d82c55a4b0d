/// How the file of a dataset is to be read: `ItemReader.ReaderConfig`.
///
/// Source: AWS Step Functions Developer Guide, "ItemReader (Map)".
package struct ReaderConfiguration: Hashable, Sendable {
    /// The most items that `MaxItems` may ask for.
    package static let largestMaxItems = 100_000_000

    /// `InputType` with what belongs to it.
    package enum Format: Hashable, Sendable {
        case csv(CSVConfiguration)
        /// One array or object; `ItemsPointer` says where in the file (a JSON Pointer, RFC 6901).
        case json(itemsPointer: String? = nil)
        /// A JSON value on each line.
        case jsonLines
        case parquet
    }

    package let format: Format
    /// How many items are read; all of them where it is `nil` or 0.
    package let maxItems: Int?

    /// - Throws: `DatasetError` where `maxItems` is negative or larger than AWS's bound.
    package init(format: Format, maxItems: Int? = nil) throws(DatasetError) {
        if let maxItems {
            guard maxItems >= 0 else { throw .negativeMaxItems }
            guard maxItems <= Self.largestMaxItems else { throw .tooManyMaxItems(maximum: Self.largestMaxItems) }
        }
        self.format = format
        self.maxItems = maxItems == 0 ? nil : maxItems
    }
}

/// How text-delimited files are read.
package struct CSVConfiguration: Hashable, Sendable {
    /// The most bytes that the headers may take up together.
    package static let maximumHeaderBytes = 10 * 1024

    /// `CSVHeaderLocation`
    package enum Header: Hashable, Sendable {
        case firstRow
        case given([String])
    }

    /// `CSVDelimiter`
    package enum Delimiter: String, CaseIterable, Sendable {
        case comma = "COMMA"
        case pipe = "PIPE"
        case semicolon = "SEMICOLON"
        case space = "SPACE"
        case tab = "TAB"

        var byte: UInt8 {
            switch self {
            case .comma: UInt8(ascii: ",")
            case .pipe: UInt8(ascii: "|")
            case .semicolon: UInt8(ascii: ";")
            case .space: UInt8(ascii: " ")
            case .tab: UInt8(ascii: "\t")
            }
        }
    }

    package let header: Header
    package let delimiter: Delimiter

    package init(header: Header, delimiter: Delimiter = .comma) {
        self.header = header
        self.delimiter = delimiter
    }
}
