package import Interpreter
package import JSON
package import Journal
package import StatesLanguage

/// Reads the items of distributed Map states and writes their results, off the engine's thread.
package protocol DatasetService: Sendable {
    func read(
        _ reader: ItemReader, arguments: JSONValue, maxItems: Int64?,
        completion: @escaping @Sendable (Result<[MapItem], MapRunFailure>) -> Void)

    /// Writes the result files and gives what the Map state's result is.
    func write(
        _ children: [MapRunChild], _ writing: MapRunRequest.Writing, mapRunArn: String,
        completion: @escaping @Sendable (Result<JSONValue, MapRunFailure>) -> Void)
}

/// A child execution of a Map Run that has ended.
package struct MapRunChild: Sendable {
    package let record: ExecutionRecord
    /// Its input as JSON text.
    package let input: String

    package init(record: ExecutionRecord, input: String) {
        self.record = record
        self.input = input
    }
}
