import Datasets
package import Tasks

extension ObjectDatasets {
    /// In the S3 that tasks use, with what they have to read Parquet.
    package init(_ tasks: TaskDispatcher, region: String) {
        self.init(store: tasks.objectStore(region: region), parquet: ParquetDecoder(tasks.parquet))
    }
}

extension ParquetDecoder {
    fileprivate init(_ reader: ParquetReader) {
        self.init { bytes, maxItems throws(DatasetError) in
            do throws(ParquetFault) {
                return try reader.rows(of: bytes, atMost: maxItems)
            } catch {
                switch error {
                case .unavailable(let reason): throw .parquetUnavailable(reason)
                case .invalid(let reason): throw .invalidParquet(reason)
                }
            }
        }
    }
}
