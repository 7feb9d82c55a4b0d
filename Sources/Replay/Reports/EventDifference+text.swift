import Interpreter
package import JSON

extension EventDifference {
    /// Recorded and computed side by side, for people.
    package var text: String {
        var lines = ["first difference at event \(eventID)" + (stateName.map { " (state '\($0)')" } ?? "")]
        lines.append("  recorded  \(recorded?.line ?? "(nothing)")")
        lines.append("  computed  \(computed?.line ?? "(nothing)")")
        for field in fields {
            lines.append("  \(field.path)")
            lines.append("    - \(field.recorded?.text.shortened ?? "(absent)")")
            lines.append("    + \(field.computed?.text.shortened ?? "(absent)")")
        }
        lines.append("  likely cause: \(likelyCause)")
        return lines.joined(separator: "\n")
    }

    /// Where another definition first comes to something else, with the fields that differ.
    var placeText: String {
        let place = stateName.map { " (state '\($0)')" } ?? ""
        var lines = ["it begins at event \(eventID)\(place): \(likelyCause)"]
        for field in fields {
            lines.append("  \(field.path)")
            lines.append("    - \(field.recorded?.text.shortened ?? "(absent)")")
            lines.append("    + \(field.computed?.text.shortened ?? "(absent)")")
        }
        return lines.joined(separator: "\n")
    }

    package var json: JSONValue {
        var object: JSONObject = ["eventId": .integer(eventID), "likelyCause": .string(likelyCause)]
        object["state"] = stateName.map(JSONValue.string)
        object["recorded"] = recorded.flatMap { try? JSONValue(parsing: $0.line) }
        object["computed"] = computed.flatMap { try? JSONValue(parsing: $0.line) }
        object["fields"] = .array(
            fields.map { field in
                var entry: JSONObject = ["path": .string(field.path)]
                entry["recorded"] = field.recorded
                entry["computed"] = field.computed
                return .object(entry)
            })
        return .object(object)
    }
}

extension DecisionDifference {
    /// The two decisions as a diff, with the way to them.
    package var text: String {
        let way = path.isEmpty ? "at the start" : "after \(path.joined(separator: " → "))"
        let place = branch.isEmpty ? "" : " in \(branch)"
        let event = recorded.map { " (event \($0.id))" } ?? ""
        return "first other decision\(place) \(way)\(event)\n  - \(recordedText)\n  + \(computedText)"
    }
}
