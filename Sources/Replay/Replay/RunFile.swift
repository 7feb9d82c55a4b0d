import Interpreter
package import JSON
import JSONPath

/// One execution in one file, from which it can be replayed anywhere.
///
/// ```json
/// {"baton": "run", "version": 1, "rulesVersion": 1, "execution": {"arn": …, "seed": "81…"},
///  "definition": {…}, "mapRunResults": {"6": […]}, "events": [{"timestamp": …, "type": "ExecutionStarted", …}]}
/// ```
package enum RunFile {
    package static let version = 1
    /// What stands in place of redacted data.
    static let blank = "[redacted]"

    /// The text of the file.
    ///
    /// - Parameter redactions: JSONPaths; what they find in any payload becomes `"[redacted]"`. The definition must not
    ///   depend on it.
    /// - Throws: `RecordingError` naming a path that is none.
    package static func text(_ recording: Recording, redactions: [String] = []) throws(RecordingError) -> String {
        let redaction = try Redaction(redactions)
        let header = recording.header
        var execution: JSONObject = [
            "id": .integer(header.id), "arn": .string(header.arn), "name": .string(header.name),
            "stateMachineArn": .string(header.stateMachineArn),
            "stateMachineName": .string(header.stateMachineName), "roleArn": .string(header.roleArn),
            "region": .string(header.region), "startMilliseconds": .integer(header.startMilliseconds),
            "seed": .string(String(header.seed)), "input": .string(redaction.apply(to: header.input.text)),
        ]
        execution["versionArn"] = header.versionArn.map(JSONValue.string)
        execution["aliasArn"] = header.aliasArn.map(JSONValue.string)
        execution["processorOf"] = recording.processorLocation.map(JSONValue.string)
        var file: JSONObject = [
            "baton": "run", "version": .integer(Int64(version)),
            "rulesVersion": .integer(Int64(recording.rulesVersion)), "execution": .object(execution),
            "order": recording.order == .own ? "own" : "foreign",
            "definition": .string(recording.definition),
        ]
        if !redactions.isEmpty { file["redacted"] = true }
        if !recording.mapRunResults.isEmpty {
            file["mapRunResults"] = .object(
                JSONObject(
                    recording.mapRunResults.sorted { $0.key < $1.key }.map {
                        (key: String($0.key), value: redaction.apply(to: $0.value))
                    }))
        }
        file["events"] = .array(recording.events.map { redaction.apply(to: $0) })
        return JSONValue.object(file).prettyText + "\n"
    }

    /// Whether the document looks like such a file.
    package static func isRunFile(_ json: JSONValue) -> Bool { json["baton"]?.string == "run" }

    /// Reads the file.
    ///
    /// - Throws: `RecordingError` with the field that is missing or wrong.
    package static func recording(_ json: JSONValue) throws(RecordingError) -> Recording {
        guard isRunFile(json), let version = json["version"]?.integer else {
            throw RecordingError("not a run file: it has no '\"baton\": \"run\"' with a 'version'")
        }
        guard version <= Int64(Self.version) else {
            throw RecordingError("the run file has version \(version); this release reads up to \(Self.version)")
        }
        let execution = json["execution"] ?? .null
        guard let arn = execution["arn"]?.string, let input = execution["input"]?.string,
            let payload = try? Payload(parsing: input), let start = execution["startMilliseconds"]?.integer,
            let seed = execution["seed"]?.string.flatMap({ UInt64($0) }), let definition = json["definition"]?.string,
            let events = json["events"]?.array
        else {
            throw RecordingError(
                "the run file needs 'execution' (with arn, input, startMilliseconds, seed), 'definition' and 'events'")
        }
        let header = ExecutionHeader(
            id: execution["id"]?.integer ?? 1, arn: arn, name: execution["name"]?.string ?? "",
            stateMachineArn: execution["stateMachineArn"]?.string ?? "",
            stateMachineName: execution["stateMachineName"]?.string ?? "",
            roleArn: execution["roleArn"]?.string ?? "", versionArn: execution["versionArn"]?.string,
            aliasArn: execution["aliasArn"]?.string, region: execution["region"]?.string ?? "us-east-1",
            input: payload, startMilliseconds: start, seed: seed)
        do throws(HistoryEventError) {
            var results: [Int64: JSONValue] = [:]
            for member in json["mapRunResults"]?.object ?? [:] {
                if let id = Int64(member.key) { results[id] = member.value }
            }
            var recording = Recording(
                header: header, definition: definition, processorLocation: execution["processorOf"]?.string,
                rulesVersion: Int(json["rulesVersion"]?.integer ?? 1), events: try events.map(HistoryEvent.init),
                order: json["order"]?.string == "foreign" ? .foreign : .own, mapRunResults: results)
            recording.isRedacted = json["redacted"]?.bool ?? false
            return recording
        } catch {
            throw RecordingError("\(error)")
        }
    }
}

/// Blanks parts of payloads.
private struct Redaction {
    private let paths: [[String]]

    /// - Throws: `RecordingError` naming the path that is no reference path.
    init(_ texts: [String]) throws(RecordingError) {
        var paths: [[String]] = []
        for text in texts {
            do throws(PathSyntaxError) {
                _ = try ReferencePath(text)
            } catch {
                throw RecordingError("'\(text)' is no reference path such as $.card.number: \(error)")
            }
            paths.append(text.split(separator: ".").dropFirst().map(String.init))
        }
        self.paths = paths
    }

    func apply(to event: HistoryEvent) -> JSONValue {
        guard let json = try? JSONValue(parsing: event.line), !paths.isEmpty, case .object(var object) = json else {
            return (try? JSONValue(parsing: event.line)) ?? .null
        }
        for member in object {
            guard case .object(var details) = member.value else { continue }
            for name in ["input", "output", "parameters", "cause"] {
                if let text = details[name]?.string { details[name] = .string(apply(to: text)) }
            }
            object[member.key] = .object(details)
        }
        return .object(object)
    }

    /// Keeps texts that are no JSON documents.
    func apply(to text: String) -> String {
        guard !paths.isEmpty, let value = try? JSONValue(parsing: text), value.object != nil || value.array != nil
        else { return text }
        return apply(to: value).text
    }

    /// The path holds wherever it fits: a payload carries the data at any depth.
    func apply(to value: JSONValue) -> JSONValue {
        var value = value
        for path in paths { value = blank(value, path) }
        switch value {
        case .object(let object):
            return .object(JSONObject(object.map { (key: $0.key, value: apply(to: $0.value)) }))
        case .array(let elements): return .array(elements.map { apply(to: $0) })
        default: return value
        }
    }

    private func blank(_ value: JSONValue, _ path: [String]) -> JSONValue {
        guard let name = path.first, case .object(var object) = value, let member = object[name] else { return value }
        object[name] = path.count == 1 ? .string(RunFile.blank) : blank(member, Array(path.dropFirst()))
        return .object(object)
    }
}
