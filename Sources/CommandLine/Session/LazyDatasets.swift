import Engine
import Interpreter
import JSON
import StatesLanguage
import Tasks

/// Reads and writes the objects that distributed Map states name, in the buckets beside the workflow.
struct LazyDatasets: DatasetService {
    let tasks: LazyTaskHandler
    let region: String

    func read(
        _ reader: ItemReader, arguments: JSONValue, maxItems: Int64?,
        completion: @escaping @Sendable (Result<[MapItem], MapRunFailure>) -> Void
    ) {
        do {
            try datasets.read(reader, arguments: arguments, maxItems: maxItems, completion: completion)
        } catch {
            completion(.failure(MapRunFailure(error: "States.ItemReaderFailed", cause: "\(error)")))
        }
    }

    func write(
        _ children: [MapRunChild], _ writing: MapRunRequest.Writing, mapRunArn: String,
        completion: @escaping @Sendable (Result<JSONValue, MapRunFailure>) -> Void
    ) {
        do {
            try datasets.write(children, writing, mapRunArn: mapRunArn, completion: completion)
        } catch {
            completion(.failure(MapRunFailure(error: "States.ResultWriterFailed", cause: "\(error)")))
        }
    }

    private var datasets: ObjectDatasets {
        get throws { try tasks.datasets(region: region) }
    }
}
