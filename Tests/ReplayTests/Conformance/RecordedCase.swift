import Foundation
import Interpreter
import JSON
import Replay

/// One execution history that AWS recorded, with the definition that made it.
struct RecordedCase: Sendable {
    let id: String
    let definition: String
    /// As it was sent; nil where only the recording knows it.
    let input: String?
    let events: [JSONValue]
    let comparison: MaskedComparison
    /// When it was recorded, in seconds since 1970.
    let seconds: Double

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/conformance/cases").path

    /// Every history of the folder; empty where the folder is absent.
    static func all() throws -> [RecordedCase] {
        let folder = ProcessInfo.processInfo.environment["BATON_CONFORMANCE"] ?? Self.folder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return try names.filter { $0.hasSuffix(".json") }.sorted().flatMap { name -> [RecordedCase] in
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
            return cases(try JSONValue(parsing: Array(data)))
        }
    }

    private static func cases(_ json: JSONValue) -> [RecordedCase] {
        let id = json["id"]?.string ?? ""
        let comparison = MaskedComparison(json["normalise"] ?? .object([:]))
        let seconds = seconds(json["recorded_at"]?.string ?? "")
        var found: [RecordedCase] = []
        for (index, step) in (json["steps"]?.array ?? []).enumerated() {
            guard let events = step["expect"]?["history"]?.array else { continue }
            let definition =
                json["definition"] ?? json["definitions"]?[Int(step["machine"]?.integer ?? 0)] ?? .null
            found.append(
                RecordedCase(
                    id: "\(id)/\(index)", definition: text(definition), input: step["input"]?.string.map(filled),
                    events: events, comparison: comparison, seconds: seconds))
        }
        var machines: [Int: String] = [:]
        var executions: [Int: (definition: String, input: String?)] = [:]
        for (index, call) in (json["calls"]?.array ?? []).enumerated() {
            let request = call["request"]
            switch call["action"]?.string {
            case "CreateStateMachine": machines[index] = request?["definition"].map(text)
            case "StartExecution":
                executions[index] = reference(request?["stateMachineArn"]).flatMap { machines[$0] }.map {
                    ($0, request?["input"].map(text))
                }
            case "GetExecutionHistory":
                guard let events = call["expect"]?["response"]?["events"]?.array,
                    let started = reference(request?["executionArn"]).flatMap({ executions[$0] })
                        ?? (machines.count == 1 ? machines.values.first.map { ($0, nil) } : nil)
                else { continue }
                found.append(
                    RecordedCase(
                        id: "\(id)/\(index)", definition: started.0, input: started.1, events: events,
                        comparison: comparison, seconds: seconds))
            default: break
            }
        }
        return found
    }

    /// Reads `24-10-2023, 17:18:16`; without a time it is some day of 2025.
    private static func seconds(_ text: String) -> Double {
        let parts = text.split(separator: ", ")
        let day = parts.first?.split(separator: "-").reversed().joined(separator: "-") ?? ""
        let time = Timestamp(parsing: "\(day)T\(parts.last ?? "")Z")
        return time.map { Double($0.milliseconds) / 1_000 } ?? 1_750_000_000
    }

    /// The call that `${r3.stateMachineArn}` refers to.
    private static func reference(_ value: JSONValue?) -> Int? {
        guard let text = value?.string, text.hasPrefix("${r") else { return nil }
        return Int(text.dropFirst(3).prefix { $0.isNumber })
    }

    /// A definition, request or the like as text, its references filled in.
    private static func text(_ value: JSONValue) -> String {
        filled(value["$json"]?.text ?? value.string ?? value.text)
    }

    private static func filled(_ text: String) -> String {
        let states = "arn:aws:states:us-east-1:111111111111"
        let replacements = [
            (#"\$\{fn(\d+)\.arn\}"#, "arn:aws:lambda:us-east-1:111111111111:function:fn$1"),
            (#"\$\{fn(\d+)\.name\}"#, "fn$1"), (#"\$\{account\}"#, "111111111111"),
            (#"\$\{r\d+\.activityArn\}"#, "\(states):activity:a"),
            (#"\$\{r\d+\.stateMachineArn\}"#, "\(states):stateMachine:m"),
            (#"\$\{role\}"#, "arn:aws:iam::111111111111:role/snf_role_arn"),
        ]
        return replacements.reduce(text) {
            $0.replacingOccurrences(of: $1.0, with: $1.1, options: .regularExpression)
        }
    }

    /// The history as the service would have answered: payloads as strings, numbers for times.
    func history() -> [UInt8] {
        let events = events.enumerated().map { index, event in
            guard case .object(var object) = event else { return event }
            object["timestamp"] = .double(seconds + Double(index))
            for member in object {
                if case .object(let details) = member.value {
                    var details = JSONObject(details.map { (key: $0.key, value: Self.asString($0.key, $0.value)) })
                    if member.key == "executionStartedEventDetails", let input, !input.contains("${") {
                        details["input"] = .string(input)
                    }
                    object[member.key] = .object(details)
                }
            }
            return .object(object)
        }
        return Array(JSONValue.object(["events": .array(events)]).text.utf8)
    }

    private static func asString(_ key: String, _ value: JSONValue) -> JSONValue {
        guard ["input", "output", "parameters", "cause", "error"].contains(key), value.string == nil else {
            if key == "output" || key == "input", let text = value.string, (try? JSONValue(parsing: text)) == nil {
                return .string(value.text)
            }
            return value
        }
        return .string(value.text)
    }
}
