import Interpreter
import JSON
import JSONPath

/// Blanks parts of payloads, everywhere in the same way: what was computed from them is then computed from the blank.
struct Redaction {
    /// What stands in place of blanked data.
    static let blank = "[redacted]"
    /// Shorter texts and numbers are blanked where they were found only: elsewhere the same letters mean other things.
    private static let shortestSecret = 4

    private let paths: [Path]
    /// The values that were found; they may have been copied anywhere.
    private var secrets: [String] = []

    /// - Throws: `RecordingError` naming the text that is no path.
    init(_ texts: [String], of recordings: [Recording]) throws(RecordingError) {
        var paths: [Path] = []
        for text in texts {
            do throws(PathSyntaxError) {
                paths.append(try Path(text))
            } catch {
                throw RecordingError("'\(text)' is no path such as $.card.number or $..password: \(error)")
            }
        }
        self.paths = paths
        var found: Set<String> = []
        for text in recordings.flatMap(\.payloadTexts) {
            if let value = try? JSONValue(parsing: text) { collect(value, into: &found) }
        }
        // Inside a text that quotes JSON they are written with escapes.
        let escaped = found.map { String(JSONValue.string($0).text.dropFirst().dropLast()) }
        secrets = found.union(escaped).sorted { $0.utf8.count > $1.utf8.count }
    }

    func apply(to recording: Recording) -> Recording {
        guard !paths.isEmpty else { return recording }
        var redacted = recording
        redacted.header = recording.header.replacing(
            arn: blanked(recording.header.arn), name: blanked(recording.header.name),
            input: text(recording.header.input.text, isPayload: true))
        redacted.definition = definition(recording.definition)
        redacted.events = recording.events.map(event)
        redacted.mapRunResults = recording.mapRunResults.mapValues { value($0) }
        redacted.lines = []
        // What follows from blanked data follows from the blank; a machine that decides by it keeps what was recorded.
        if recording.order == .own, let events = try? redacted.recomputedEvents(as: redacted.header) {
            redacted.events = events
        }
        redacted.isRedacted = true
        return redacted
    }

    // MARK: Finding

    /// The path holds wherever it fits: a payload carries the data at any depth.
    private func collect(_ value: JSONValue, into found: inout Set<String>) {
        for path in paths {
            _ = try? path.replacing(in: value) { secret in
                secret.leaves.filter { $0.utf8.count >= Self.shortestSecret }.forEach { found.insert($0) }
                return secret
            }
        }
        switch value {
        case .object(let object): for member in object { collect(member.value, into: &found) }
        case .array(let elements): for element in elements { collect(element, into: &found) }
        case .string: if value.document != nil { collect(value.withPayloadsParsed, into: &found) }
        default: break
        }
    }

    // MARK: Blanking

    private func event(_ event: HistoryEvent) -> HistoryEvent {
        guard case .object(var json)? = try? JSONValue(parsing: event.line) else { return event }
        for member in json {
            guard case .object(var details) = member.value else { continue }
            for (name, field) in details {
                switch field {
                case .string(let content):
                    details[name] = .string(text(content, isPayload: Recording.payloadFields.contains(name)))
                case .object: details[name] = value(field)
                default: break
                }
            }
            json[member.key] = .object(details)
        }
        return (try? HistoryEvent(.object(json))) ?? event
    }

    /// - Parameter isPayload: whether the text is JSON of any kind, not only an object or a list.
    private func text(_ text: String, isPayload: Bool) -> String {
        let first = text.utf8.first
        if isPayload || first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            let parsed = try? JSONValue(parsing: text)
        {
            let blanked = value(parsed)
            return blanked == parsed ? text : blanked.text
        }
        return blanked(text)
    }

    /// The text with what was found blanked in it.
    private func blanked(_ text: String) -> String {
        secrets.reduce(text) { $0.replacing($1, with: Self.blank) }
    }

    // MARK: Definitions

    /// Fields that name other parts of a definition; what is found in them has another meaning.
    private static let structure: Set<String> = [
        "Type", "Next", "StartAt", "Default", "Resource", "QueryLanguage", "Mode", "ExecutionType", "ErrorEquals",
    ]

    /// The definition with what was found blanked in its texts.
    private func definition(_ text: String) -> String {
        guard let json = try? JSONValue(parsing: text) else { return text }
        let blanked = definitionValue(json)
        return blanked == json ? text : blanked.text
    }

    private func definitionValue(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            .object(
                JSONObject(
                    object.map { member in
                        let isStructure = Self.structure.contains(member.key)
                        return (key: member.key, value: isStructure ? member.value : definitionValue(member.value))
                    }))
        case .array(let elements): .array(elements.map(definitionValue))
        case .string(let text): .string(blanked(text))
        case .integer, .double: secrets.contains(value.text) ? .string(Self.blank) : value
        default: value
        }
    }

    private func value(_ original: JSONValue) -> JSONValue {
        var value = original
        for path in paths { value = (try? path.replacing(in: value) { _ in .string(Self.blank) }) ?? value }
        switch value {
        case .object(let object):
            return .object(JSONObject(object.map { (key: blanked($0.key), value: self.value($0.value)) }))
        case .array(let elements): return .array(elements.map { self.value($0) })
        case .string(let content): return .string(text(content, isPayload: false))
        case .integer, .double: return secrets.contains(value.text) ? .string(Self.blank) : value
        default: return value
        }
    }
}

extension Recording {
    /// The fields of events that hold JSON as text.
    static let payloadFields: Set<String> = ["input", "output", "parameters"]

    /// All JSON that went in or came out.
    fileprivate var payloadTexts: [String] {
        let events = events.flatMap { event -> [String] in
            guard let details = (try? JSONValue(parsing: event.line))?.object?.compactMap(\.value.object).first else {
                return []
            }
            return Self.payloadFields.compactMap { details[$0]?.string }
        }
        return [header.input.text] + events + mapRunResults.values.map(\.text)
    }
}

extension JSONValue {
    /// The texts and numbers in the value.
    fileprivate var leaves: [String] {
        switch self {
        case .object(let object): object.flatMap(\.value.leaves)
        case .array(let elements): elements.flatMap(\.leaves)
        case .string(let text): [text]
        case .integer, .double: [text]
        default: []
        }
    }

    /// The document in the text.
    fileprivate var document: JSONValue? {
        let parsed = withPayloadsParsed
        guard parsed.string == nil else { return nil }
        return parsed
    }
}

extension ExecutionHeader {
    fileprivate func replacing(arn: String, name: String, input text: String) -> ExecutionHeader {
        ExecutionHeader(
            id: id, arn: arn, name: name, stateMachineArn: stateMachineArn, stateMachineName: stateMachineName,
            roleArn: roleArn, versionArn: versionArn, aliasArn: aliasArn, region: region,
            input: (try? Payload(parsing: text)) ?? input, startMilliseconds: startMilliseconds, seed: seed,
            branchings: branchings, isExpress: isExpress, mapItem: mapItem, quotas: quotas,
            rules: rules)
    }
}
