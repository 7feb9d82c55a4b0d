import Interpreter
package import JSON
import JSONPath

/// What AWS says of an execution beside its history: the answer of DescribeExecution, as far as it is there.
package struct ExecutionDescription: Sendable {
    package var executionArn: String?
    package var stateMachineArn: String?
    package var name: String?
    package var startMilliseconds: Int64?

    package init(
        executionArn: String? = nil, stateMachineArn: String? = nil, name: String? = nil,
        startMilliseconds: Int64? = nil
    ) {
        self.executionArn = executionArn
        self.stateMachineArn = stateMachineArn
        self.name = name
        self.startMilliseconds = startMilliseconds
    }

    /// Reads the output of `aws stepfunctions describe-execution`.
    package init(_ json: JSONValue) {
        executionArn = json["executionArn"]?.string
        stateMachineArn = json["stateMachineArn"]?.string
        name = json["name"]?.string
        if let text = json["startDate"]?.string {
            startMilliseconds = Timestamp(parsing: text)?.milliseconds
        } else {
            startMilliseconds = json["startDate"]?.double.map { Int64(($0 * 1_000).rounded()) }
        }
    }
}

extension Recording {
    /// Reads a history downloaded from AWS; of log lines, the executions that they tell of.
    ///
    /// Takes the output of `aws stepfunctions get-execution-history` (one page or several, one after the other or in an
    /// array, in either order) and the log lines of Express executions, as CloudWatch Logs exports them.
    ///
    /// - Throws: `RecordingError` with what is wrong: no JSON, a page missing, data left out.
    package static func recordings(
        history bytes: [UInt8], definition: String, description: ExecutionDescription = ExecutionDescription()
    ) throws(RecordingError) -> [Recording] {
        var executions: [String?: [Int64: HistoryEvent]] = [:]
        var order: [String?] = []
        for json in try documents(bytes).flatMap(eventDocuments) {
            let (document, arn) = try plainEvent(json)
            do throws(HistoryEventError) {
                let event = try HistoryEvent(document)
                if executions[arn] == nil { order.append(arn) }
                executions[arn, default: [:]][event.id] = event
            } catch {
                throw RecordingError(
                    "\(error). Was the history read without execution data ('includeExecutionData' of the log, or of "
                        + "get-execution-history)?")
            }
        }
        guard !order.isEmpty else { throw RecordingError("there is no event in it") }
        return try order.map { arn throws(RecordingError) in
            let events = (executions[arn] ?? [:]).values.sorted { $0.id < $1.id }
            try checkIsWhole(events, logOf: arn)
            var description = description
            if let arn { description.executionArn = arn }
            return try Recording(events: events, definition: definition, description: description)
        }
    }

    /// Reads a history of one execution.
    ///
    /// - Throws: `RecordingError` with what is wrong: no JSON, a page missing, data left out, several executions.
    package init(
        history bytes: [UInt8], definition: String, description: ExecutionDescription = ExecutionDescription()
    ) throws(RecordingError) {
        let recordings = try Self.recordings(history: bytes, definition: definition, description: description)
        guard recordings.count == 1 else {
            throw RecordingError("there are \(recordings.count) executions in it, not one")
        }
        self = recordings[0]
    }

    private init(
        events: [HistoryEvent], definition: String, description: ExecutionDescription
    ) throws(RecordingError) {
        guard case .executionStarted(let input, let roleArn, let version, let alias)? = events.first?.details else {
            throw RecordingError("the first event is \(events.first?.type.rawValue ?? "missing"), not ExecutionStarted")
        }
        guard let payload = try? Payload(parsing: input) else {
            throw RecordingError("event 1: the input is not JSON (was it cut off?)")
        }
        let start = description.startMilliseconds ?? events[0].timestampMilliseconds
        let arn =
            description.executionArn ?? "arn:aws:states:us-east-1:123456789012:execution:unknown:unknown"
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let machineName = parts.count > 6 ? parts[6] : "unknown"
        let machineArn =
            description.stateMachineArn
            ?? (parts.count > 6 ? (parts[..<5] + ["stateMachine", machineName]).joined(separator: ":") : arn)
        let header = ExecutionHeader(
            id: 1, arn: arn, name: description.name ?? (parts.count > 7 ? parts[7] : "unknown"),
            stateMachineArn: machineArn, stateMachineName: machineName, roleArn: roleArn, versionArn: version,
            aliasArn: alias, region: parts.count > 3 ? parts[3] : "us-east-1", input: payload,
            startMilliseconds: start, seed: 1, isExpress: parts.count > 5 && parts[5] == "express",
            rules: .ofAWS(atMilliseconds: start))
        self.init(
            header: header, definition: definition, events: events, order: .foreign,
            mapRunResults: Self.mapRunResults(events))
    }

    /// What a Map Run gave, as far as it can be told: the output of a Map state that passes it on as it is.
    private static func mapRunResults(_ events: [HistoryEvent]) -> [Int64: JSONValue] {
        var results: [Int64: JSONValue] = [:]
        for run in events where run.type == .mapRunSucceeded {
            guard
                let exit = events.first(where: {
                    [run.id, run.previousEventID].contains($0.previousEventID) && $0.type == .mapStateExited
                }),
                case .stateExited(_, let output, _) = exit.details, let value = try? JSONValue(parsing: output)
            else { continue }
            results[run.previousEventID] = value
        }
        return results
    }

    // MARK: Forms

    /// One JSON document, or one a line, or several after each other.
    private static func documents(_ bytes: [UInt8]) throws(RecordingError) -> [JSONValue] {
        if let whole = try? JSONValue(parsing: bytes) { return whole.array ?? [whole] }
        var documents: [JSONValue] = []
        for text in topLevelDocuments(bytes) {
            do throws(JSONParseError) {
                documents.append(try JSONValue(parsing: Array(text)))
            } catch {
                throw RecordingError(
                    "what starts at byte \(text.startIndex) is no JSON document (is the file cut off?): \(error.message)"
                )
            }
        }
        return documents.flatMap { $0.array ?? [$0] }
    }

    /// Cuts after each bracket that closes what an outermost one opened.
    private static func topLevelDocuments(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var documents: [ArraySlice<UInt8>] = []
        var (start, depth, isQuoted, isEscaped) = (0, 0, false, false)
        for (offset, byte) in bytes.enumerated() {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                isEscaped = byte == UInt8(ascii: "\\")
                isQuoted = byte != UInt8(ascii: "\"")
            } else if byte == UInt8(ascii: "\"") {
                isQuoted = true
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                if depth == 0 { start = offset }
                depth += 1
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                depth -= 1
                if depth == 0 { documents.append(bytes[start...offset]) }
            }
        }
        if depth != 0 || documents.isEmpty { documents.append(bytes[start...]) }
        return documents
    }

    /// The events of a page, of a list of log messages or of the rows of a log query, or the event that the document is.
    private static func eventDocuments(_ page: JSONValue) -> [JSONValue] {
        if let events = page["events"]?.array { return events.flatMap(eventDocuments) }
        if let rows = page["results"]?.array { return rows.flatMap(eventDocuments) }
        if let fields = page.array {
            let message = fields.first { $0["field"] == "@message" }?["value"]?.string
            return message.flatMap { try? JSONValue(parsing: $0) }.map { [$0] } ?? []
        }
        if let message = page["message"]?.string { return (try? JSONValue(parsing: message)).map { [$0] } ?? [] }
        return [page]
    }

    /// The event as the API prints it; an Express log line has other names for the same.
    private static func plainEvent(_ json: JSONValue) throws(RecordingError) -> (JSONValue, executionArn: String?) {
        guard let time = json["event_timestamp"] else { return (json, nil) }
        guard let name = json["type"]?.string, let type = HistoryEventType(rawValue: name),
            let id = json["id"]?.wholeNumber, let milliseconds = time.wholeNumber
        else { throw RecordingError("a log line without 'id', 'type' or 'event_timestamp': \(json.text.prefix(200))") }
        var event: JSONObject = [
            "id": .integer(id), "type": .string(name), "timestamp": .double(Double(milliseconds) / 1_000),
            "previousEventId": .integer(json["previous_event_id"]?.wholeNumber ?? 0),
        ]
        if let key = type.detailsKey { event["\(key)"] = json["details"] ?? .object([:]) }
        return (.object(event), json["execution_arn"]?.string)
    }

    /// - Parameter arn: the execution that log lines tell of; nil where the events come from the API.
    private static func checkIsWhole(_ events: [HistoryEvent], logOf arn: String?) throws(RecordingError) {
        guard let last = events.last, last.id != Int64(events.count) else { return }
        let ids = Set(events.map(\.id))
        let missing = (1...last.id).first { !ids.contains($0) } ?? 0
        throw RecordingError(
            "event \(missing) is missing (\(events.count) of \(last.id) are there): "
                + (arn.map { "\($0) was not logged with level ALL, or lines are missing" }
                    ?? "join all pages of the history"))
    }
}

extension JSONValue {
    /// A whole number, also one in a string as log lines have them.
    fileprivate var wholeNumber: Int64? { integer ?? string.flatMap { Int64($0) } }
}
