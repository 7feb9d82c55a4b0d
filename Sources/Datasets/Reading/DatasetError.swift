package import JSON

/// Why a dataset cannot be read. Step Functions fails the Map Run and the state with this error.
package enum DatasetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name under which Step Functions reports it.
    package static let name = "States.ItemReaderFailed"

    case duplicateHeaders
    case missingHeader
    case headersTooLong(bytes: Int, maximumBytes: Int)
    /// A quoted field that does not end, with the line on which its row starts, from 1.
    case unclosedQuote(line: Int)
    /// Bytes of a CSV file that are not UTF-8, with the line on which their row starts, from 1.
    case invalidText(line: Int)
    case invalidJSON(JSONParseError)
    /// A line of a JSON Lines file, from 1.
    case invalidJSONLine(line: Int, JSONParseError)
    case notIterable
    case pointerMatchesNothing
    case negativeMaxItems
    case tooManyMaxItems(maximum: Int)
    case invalidManifest(String)
    /// The data files of an S3 inventory in a format other than CSV.
    case unsupportedInventoryFormat(String)
    case damagedGzip
    /// A compressed file that becomes larger than the bound.
    case tooLarge(maximumBytes: Int)
    /// Reading Parquet needs something that is not there, in words.
    case parquetUnavailable(String)
    case invalidParquet(String)

    /// The cause, in AWS's words where they are known.
    package var cause: String {
        switch self {
        case .duplicateHeaders: "CSV headers cannot contain duplicates."
        case .missingHeader: "The CSV file has no header row."
        case .headersTooLong(let bytes, let maximumBytes):
            "The CSV headers take up \(bytes) bytes, more than \(maximumBytes)."
        case .unclosedQuote(let line): "The CSV row that starts on line \(line) has a quoted field that does not end."
        case .invalidText(let line): "The CSV row that starts on line \(line) is not valid UTF-8."
        case .invalidJSON(let error): "The file is not JSON: \(error)"
        case .invalidJSONLine(let line, let error): "Line \(line) of the file is not JSON: \(error.message)"
        case .notIterable: "Attempting to map over non-iterable node."
        case .pointerMatchesNothing:
            "The provided ReaderConfig.ItemsPointer does not match any valid path in the JSON structure."
        case .negativeMaxItems: "field MaxItems must be positive"
        case .tooManyMaxItems(let maximum): "field MaxItems must be at most \(maximum)"
        case .invalidManifest(let text): "The manifest is not valid: \(text)"
        case .unsupportedInventoryFormat(let format):
            "The S3 inventory is in the format '\(format)'; only CSV can be read."
        case .damagedGzip: "The gzip data is damaged or incomplete."
        case .tooLarge(let maximumBytes): "The file is larger than \(maximumBytes) bytes when it is unpacked."
        case .parquetUnavailable(let text): "Parquet files cannot be read here: \(text)"
        case .invalidParquet(let text): "The file is not Parquet: \(text)"
        }
    }

    package var description: String { cause }
}
