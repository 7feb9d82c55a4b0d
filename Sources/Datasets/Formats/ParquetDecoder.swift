package import JSON

/// What reads Parquet files. This target has none of its own: the format needs a library of its own size, so whoever has one
/// (a process with Python's `pyarrow`, say) hands it in.
package struct ParquetDecoder: Sendable {
    /// The rows as objects, at most so many where a number is given.
    let rows: @Sendable (_ bytes: [UInt8], _ maxItems: Int?) throws(DatasetError) -> [JSONValue]

    package init(
        rows: @escaping @Sendable (_ bytes: [UInt8], _ maxItems: Int?) throws(DatasetError) -> [JSONValue]
    ) {
        self.rows = rows
    }

    /// Refuses every file and says what is missing.
    package static let unavailable = ParquetDecoder { _, _ throws(DatasetError) in
        throw .parquetUnavailable("Python 3 with the package pyarrow is needed (python3 -m pip install pyarrow)")
    }
}
