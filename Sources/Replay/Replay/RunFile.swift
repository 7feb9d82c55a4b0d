import Interpreter
package import JSON

/// One execution in one file, with those that it started, from which it can be replayed anywhere.
///
/// ```json
/// {"baton": "run", "version": 1, "rulesVersion": 1, "execution": {"arn": …, "seed": "81…"}, "order": "own",
///  "definition": "{…}", "mapRunResults": {"6": […]}, "events": [{"timestamp": …, "type": "ExecutionStarted", …}],
///  "children": [{"rulesVersion": 1, "execution": …}]}
/// ```
package enum RunFile {
    package static let version = 1

    /// The text of the file.
    ///
    /// - Parameters:
    ///   - recordings: the execution, then those that it started.
    ///   - redactions: JSONPaths; what they find in any payload becomes `"[redacted]"` wherever it went.
    /// - Throws: `RecordingError` naming a path that is none.
    package static func text(_ recordings: [Recording], redactions: [String] = []) throws(RecordingError) -> String {
        let redaction = try Redaction(redactions, of: recordings)
        let documents = recordings.map { document(redaction.apply(to: $0)) }
        var file: JSONObject = ["baton": "run", "version": .integer(Int64(version))]
        for member in documents.first ?? [:] { file[member.key] = member.value }
        if documents.count > 1 { file["children"] = .array(documents.dropFirst().map(JSONValue.object)) }
        return JSONValue.object(file).prettyText + "\n"
    }

    private static func document(_ recording: Recording) -> JSONObject {
        let header = recording.header
        var execution: JSONObject = [
            "id": .integer(header.id), "arn": .string(header.arn), "name": .string(header.name),
            "stateMachineArn": .string(header.stateMachineArn),
            "stateMachineName": .string(header.stateMachineName), "roleArn": .string(header.roleArn),
            "region": .string(header.region), "startMilliseconds": .integer(header.startMilliseconds),
            "seed": .string(String(header.seed)), "input": .string(header.input.text),
        ]
        execution["versionArn"] = header.versionArn.map(JSONValue.string)
        execution["aliasArn"] = header.aliasArn.map(JSONValue.string)
        execution["processorOf"] = recording.processorLocation.map(JSONValue.string)
        if !header.branchings.isEmpty { execution["branchings"] = .array(header.branchings.map(\.json)) }
        if header.quotas == .lifted { execution["quotas"] = "lifted" }
        var document: JSONObject = [
            "rulesVersion": .integer(Int64(recording.rulesVersion)), "execution": .object(execution),
            "order": recording.order == .own ? "own" : "foreign", "definition": .string(recording.definition),
        ]
        if recording.isRedacted { document["redacted"] = true }
        if !recording.mapRunResults.isEmpty {
            document["mapRunResults"] = .object(
                JSONObject(
                    recording.mapRunResults.sorted { $0.key < $1.key }.map { (key: String($0.key), value: $0.value) }))
        }
        document["events"] = .array(recording.events.compactMap { try? JSONValue(parsing: $0.line) })
        return document
    }

    /// Whether the document looks like such a file.
    package static func isRunFile(_ json: JSONValue) -> Bool { json["baton"]?.string == "run" }

    /// Reads the file: the execution, then those that it started.
    ///
    /// - Throws: `RecordingError` with the field that is missing or wrong.
    package static func recordings(_ json: JSONValue) throws(RecordingError) -> [Recording] {
        guard isRunFile(json), let version = json["version"]?.integer else {
            throw RecordingError(
                "not a file of 'baton export-run': it has no '\"baton\": \"run\"' with a 'version'. Is it a history of "
                    + "AWS? Then use '--history'")
        }
        guard version <= Int64(Self.version) else {
            throw RecordingError("the run file has version \(version); this release reads up to \(Self.version)")
        }
        var recordings = [try recording(json, place: "")]
        for (index, child) in (json["children"]?.array ?? []).enumerated() {
            recordings.append(try recording(child, place: "children[\(index)]: "))
        }
        return recordings
    }

    private static func recording(_ json: JSONValue, place: String) throws(RecordingError) -> Recording {
        let execution = json["execution"] ?? .null
        func field<Value>(_ name: String, _ value: Value?) throws(RecordingError) -> Value {
            guard let value else { throw RecordingError("\(place)the run file needs '\(name)'") }
            return value
        }
        let rulesVersion = Int(clamping: json["rulesVersion"]?.integer ?? 1)
        let header = ExecutionHeader(
            id: execution["id"]?.integer ?? 1, arn: try field("execution.arn", execution["arn"]?.string),
            name: execution["name"]?.string ?? "",
            stateMachineArn: execution["stateMachineArn"]?.string ?? "",
            stateMachineName: execution["stateMachineName"]?.string ?? "",
            roleArn: execution["roleArn"]?.string ?? "", versionArn: execution["versionArn"]?.string,
            aliasArn: execution["aliasArn"]?.string, region: execution["region"]?.string ?? "us-east-1",
            input: try field(
                "execution.input", (execution["input"]?.string).flatMap { try? Payload(parsing: $0) }),
            startMilliseconds: try field("execution.startMilliseconds", execution["startMilliseconds"]?.integer),
            seed: try field("execution.seed", execution["seed"]?.string.flatMap { UInt64($0) }),
            branchings: (execution["branchings"]?.array ?? []).compactMap(ExecutionBranching.init),
            quotas: execution["quotas"] == "lifted" ? .lifted : .aws, rules: Rules(version: rulesVersion) ?? .current)
        var events: [HistoryEvent] = []
        for (index, event) in try field("events", json["events"]?.array).enumerated() {
            do throws(HistoryEventError) {
                events.append(try HistoryEvent(event))
            } catch {
                throw RecordingError("\(place)events[\(index)]: \(error)")
            }
        }
        var results: [Int64: JSONValue] = [:]
        for member in json["mapRunResults"]?.object ?? [:] {
            if let id = Int64(member.key) { results[id] = member.value }
        }
        var recording = Recording(
            header: header, definition: try field("definition", json["definition"]?.string),
            processorLocation: execution["processorOf"]?.string, rulesVersion: rulesVersion,
            events: events, order: json["order"]?.string == "foreign" ? .foreign : .own, mapRunResults: results)
        recording.isRedacted = json["redacted"]?.bool ?? false
        return recording
    }
}
