package import Datasets
import Dispatch
package import Interpreter
package import JSON
package import StatesLanguage
package import Tasks

/// The datasets of distributed Map states in an object store.
///
/// AWS Step Functions Developer Guide, "ItemReader (Map)" and "ResultWriter (Map)".
package struct ObjectDatasets: DatasetService {
    private let store: any ObjectStore
    private let parquet: ParquetDecoder
    private let queue = DispatchQueue(label: "baton.datasets")

    package init(store: any ObjectStore, parquet: ParquetDecoder = .unavailable) {
        self.store = store
        self.parquet = parquet
    }

    package func read(
        _ reader: ItemReader, arguments: JSONValue, maxItems: Int64?,
        completion: @escaping @Sendable (Result<[MapItem], MapRunFailure>) -> Void
    ) {
        queue.async {
            completion(
                Result { () throws(MapRunFailure) in
                    try DatasetRequest(reader, arguments, maxItems: maxItems, store: store, parquet: parquet).items()
                })
        }
    }

    package func write(
        _ children: [MapRunChild], _ writing: MapRunRequest.Writing, mapRunArn: String,
        completion: @escaping @Sendable (Result<JSONValue, MapRunFailure>) -> Void
    ) {
        queue.async {
            completion(
                Result { () throws(MapRunFailure) in try export(children, writing, mapRunArn: mapRunArn) })
        }
    }

    private func export(
        _ children: [MapRunChild], _ writing: MapRunRequest.Writing, mapRunArn: String
    ) throws(MapRunFailure) -> JSONValue {
        guard let bucket = writing.arguments?["Bucket"]?.string else {
            throw .writer("'Bucket' must be a string")
        }
        let files = ResultFiles(
            children.map(ChildExecutionResult.init), format: MapRunResults.format(writing) ?? .exportDefault,
            mapRunArn: mapRunArn, bucket: bucket, prefix: writing.arguments?["Prefix"]?.string)
        for file in files.files + [files.manifest] {
            do throws(ObjectStoreFault) {
                _ = try store.put(
                    NewObject(bytes: file.bytes, contentType: "application/json"), as: file.key, in: bucket)
            } catch {
                throw .writer("\(error)")
            }
        }
        return files.stateOutput
    }
}

/// One reading of a dataset.
private struct DatasetRequest {
    let reader: ItemReader
    let bucket: String
    let arguments: JSONValue
    let maxItems: Int?
    let store: any ObjectStore
    let parquet: ParquetDecoder

    init(
        _ reader: ItemReader, _ arguments: JSONValue, maxItems: Int64?, store: any ObjectStore, parquet: ParquetDecoder
    ) throws(MapRunFailure) {
        guard let bucket = arguments["Bucket"]?.string else { throw .reader("'Bucket' must be a string") }
        self.reader = reader
        self.bucket = bucket
        self.arguments = arguments
        self.maxItems = maxItems.map(Int.init(clamping:))
        self.store = store
        self.parquet = parquet
    }

    func items() throws(MapRunFailure) -> [MapItem] {
        do {
            return try unlabelledItems().enumerated().map { index, item in
                MapItem(index: Int64(index), value: item.value, key: item.key, source: source)
            }
        } catch let error as DatasetError {
            throw .reader(error.cause)
        } catch let error as ObjectStoreFault {
            throw .reader("\(error)")
        } catch {
            throw .reader("\(error)")
        }
    }

    /// `Map.Item.Source`: the object, or the bucket where its objects are the items.
    private var source: String {
        guard let key = arguments["Key"]?.string else { return "S3://\(bucket)" }
        return "S3://\(bucket)/\(key)"
    }

    private func unlabelledItems() throws -> [DatasetItem] {
        switch reader.action {
        case .getObject:
            guard let key = arguments["Key"]?.string else { throw MapRunFailure.reader("'Key' must be a string") }
            let bytes = try store.object(key, in: bucket).bytes
            return reader.inputType == .manifest ? try manifestItems(bytes) : try items(of: bytes)
        case .listObjects: return try listedItems()
        }
    }

    private func listedItems() throws -> [DatasetItem] {
        let limit = try bound()
        var items: [DatasetItem] = []
        var token: String?
        repeat {
            let page = try store.list(
                ObjectQuery(prefix: arguments["Prefix"]?.string ?? "", continuationToken: token), in: bucket)
            for object in page.objects where items.count < limit {
                switch reader.transformation {
                case .none: items.append(ListedObject(object).item)
                case .loadAndFlatten:
                    let bytes = try store.object(object.key, in: bucket).bytes
                    items += try self.items(of: bytes).prefix(limit - items.count)
                }
            }
            token = page.nextToken
        } while token != nil && items.count < limit
        return items
    }

    private func manifestItems(_ bytes: [UInt8]) throws -> [DatasetItem] {
        let locations: [S3Location]
        let configuration: ReaderConfiguration
        if reader.manifestType == .athenaData {
            locations = try AthenaManifest(bytes).dataFiles
            configuration = try self.configuration()
        } else {
            let manifest = try S3InventoryManifest(bytes)
            locations = manifest.dataFiles
            configuration = try manifest.configuration()
        }
        let limit = try bound()
        var items: [DatasetItem] = []
        for location in locations where items.count < limit {
            let bytes = try store.object(location.key, in: location.bucket).bytes
            var dataset = try DatasetReader(bytes, configuration: configuration, parquet: parquet)
            items += try dataset.all().prefix(limit - items.count)
        }
        return items
    }

    private func items(of bytes: [UInt8]) throws -> [DatasetItem] {
        var dataset = try DatasetReader(bytes, configuration: configuration(), parquet: parquet)
        return try dataset.all()
    }

    private func bound() throws -> Int {
        try ReaderConfiguration(format: .jsonLines, maxItems: maxItems).maxItems ?? .max
    }

    private func configuration() throws -> ReaderConfiguration { try reader.configuration(maxItems: maxItems) }
}

extension MapRunFailure {
    fileprivate static func reader(_ cause: String) -> MapRunFailure {
        MapRunFailure(error: DatasetError.name, cause: cause)
    }

    fileprivate static func writer(_ cause: String) -> MapRunFailure {
        MapRunFailure(error: "States.ResultWriterFailed", cause: cause)
    }
}

extension ListedObject {
    fileprivate init(_ summary: ObjectSummary) {
        self.init(
            key: summary.key, entityTag: summary.eTag, lastModifiedSeconds: summary.lastModifiedMilliseconds / 1_000,
            sizeBytes: summary.byteCount)
    }
}
