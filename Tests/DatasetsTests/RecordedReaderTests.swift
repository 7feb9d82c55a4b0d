import Datasets
import JSON
import Testing
import TestSupport

/// What Step Functions made of files that it read for a distributed Map whose items pass unchanged.
@Suite("Recorded item readers")
struct RecordedReaderTests {
    struct Recording: CustomStringConvertible, Sendable {
        let name: String
        let file: String
        let configuration: JSONValue
        let maxItems: JSONValue?
        let output: JSONValue?
        let cause: String?

        var description: String { name }
    }

    static let recordings: [Recording] = SharedFiles.names(
        in: "cases", prefix: "scenarios.base_scenarios.map_item_reader"
    )
    .compactMap { name in
        guard let calls = SharedFiles.json("cases/\(name)")?["calls"]?.array,
            let file = calls.firstRequest("PutObject")?["Body"]?.string,
            let states = calls.firstRequest("CreateStateMachine")?["definition"]?["$json"]?["States"]?.object,
            let map = states.first(where: { $0.value["Type"]?.string == "Map" })?.value, map["ItemsPath"] == nil,
            let configuration = map["ItemReader"]?["ReaderConfig"],
            let input = calls.firstRequest("StartExecution")?["input"]?.string,
            let events = calls.last(where: { $0["expect"] != nil })?["expect"]?["response"]?["events"]?.array
        else { return nil }
        let literal = configuration["MaxItems"]
        // The one expression in the recordings gives this number.
        let maxItems = literal?.string == nil ? literal : 2
        let details = events.compactMap { $0["stateExitedEventDetails"] ?? $0["mapRunFailedEventDetails"] }.first
        return Recording(
            name: name, file: file, configuration: configuration,
            maxItems: maxItems ?? (try? JSONValue(parsing: input))?["MaxItems"],
            output: details?["output"]?.string.flatMap { try? JSONValue(parsing: $0) }, cause: details?["cause"]?.string
        )
    }

    @Test(
        "items", .enabled(if: !recordings.isEmpty, "the recordings are not beside the repository"),
        arguments: recordings)
    func items(_ recording: Recording) throws {
        func read() throws -> JSONValue {
            let format: ReaderConfiguration.Format
            if recording.configuration["InputType"]?.string == "JSON" {
                format = .json()
            } else if case .array(let names)? = recording.configuration["CSVHeaders"] {
                format = .csv(CSVConfiguration(header: .given(names.compactMap(\.string))))
            } else {
                format = .csv(CSVConfiguration(header: .firstRow))
            }
            let configuration = try ReaderConfiguration(
                format: format, maxItems: recording.maxItems?.integer.map(Int.init))
            var reader = try DatasetReader(Array(recording.file.utf8), configuration: configuration)
            return .array(try reader.all().map(\.value))
        }
        if let cause = recording.cause {
            let error = try #require(throws: DatasetError.self) { try read() }
            #expect(error.cause == cause)
        } else {
            #expect(try read() == #require(recording.output))
        }
    }
}

extension [JSONValue] {
    /// The request of the first call of that action.
    fileprivate func firstRequest(_ action: String) -> JSONValue? {
        first { $0["action"]?.string == action }?["request"]
    }
}
