internal import Engine
internal import JSON
internal import Journal
internal import Registry

/// Map Runs; the engine keeps each as a document in the form of DescribeMapRun.
extension StepFunctionsAPI {
    private static let resourceKind = "mapRun"
    /// What DescribeMapRun shows of the document.
    private static let members = [
        "mapRunArn", "executionArn", "status", "startDate", "stopDate", "maxConcurrency", "toleratedFailurePercentage",
        "toleratedFailureCount", "itemCounts", "executionCounts", "redriveCount", "redriveDate",
    ]

    func describeMapRun(_ call: Call) {
        call.attempt { () throws(APIError) in
            let recorded = try mapRun(call)
            guard recorded["status"] == "RUNNING" else { return call.succeed(Self.answer(recorded)) }
            // The journal has the counts of when it was written last.
            engine.describeMapRun(arn: call.string("mapRunArn") ?? "") { current in
                call.succeed(Self.answer(current?.object ?? recorded))
            }
        }
    }

    private static func answer(_ document: JSONObject) -> JSONObject {
        var answer: JSONObject = [:]
        for member in members { answer[member] = shown(document[member], member) }
        return answer
    }

    func listMapRuns(_ call: Call) {
        call.answer { () throws(APIError) in
            let record = try execution(call)
            let machine = record.stateMachineArn
            let runs = try mapRuns(of: record).sorted {
                ($0["startDate"]?.double ?? 0) > ($1["startDate"]?.double ?? 0)
            }
            return try call.page(runs, as: "mapRuns", key: { $0["mapRunArn"]?.string ?? "" }) { run in
                var item: JSONObject = [
                    "executionArn": .string(record.arn), "mapRunArn": run["mapRunArn"] ?? .null,
                    "stateMachineArn": .string("\(machine)/\(run["label"]?.string ?? "")"),
                ]
                for date in ["startDate", "stopDate"] { item[date] = Self.shown(run[date], date) }
                return item
            }
        }
    }

    func updateMapRun(_ call: Call) {
        call.attempt { () throws(APIError) in
            let document = try mapRun(call)
            guard document["status"] == "RUNNING" else {
                throw .validation(
                    "Map Run \(call.string("mapRunArn") ?? "") is not running and cannot be updated",
                    reason: "CANNOT_UPDATE_COMPLETED_MAP_RUN")
            }
            let update = MapRunUpdate(
                maxConcurrency: call.integer("maxConcurrency"),
                toleratedFailureCount: call.integer("toleratedFailureCount"),
                toleratedFailurePercentage: call.request["toleratedFailurePercentage"]?.double)
            engine.updateMapRun(arn: call.string("mapRunArn") ?? "", update) { call.answer($0) { [:] } }
        }
    }

    /// The Map Runs that the history of an execution tells of.
    private func mapRuns(of record: ExecutionRecord) throws(APIError) -> [JSONObject] {
        var runs: [JSONObject] = []
        var first: Int64 = 1
        while first <= record.lastEventID {
            let lines = try stored { () throws(JournalError) in
                try journal.history(of: record.id, from: first, limit: 500, reversed: false)
            }
            guard !lines.isEmpty else { break }
            for line in lines where line.isMapRunStart {
                guard let arn = (try? JSONValue(parsing: line))?["mapRunStartedEventDetails"]?["mapRunArn"]?.string
                else { continue }
                let document = try stored { () throws(JournalError) in
                    try journal.resource(kind: Self.resourceKind, name: arn)
                }
                if let document = document?.object { runs.append(document) }
            }
            first += Int64(lines.count)
        }
        return runs
    }

    /// Times with three digits after the point, as everywhere else.
    private static func shown(_ value: JSONValue?, _ member: String) -> JSONValue? {
        guard member.hasSuffix("Date"), let seconds = value?.double else { return value }
        return .timestamp(milliseconds: Int64((seconds * 1_000).rounded()))
    }

    /// The document of `mapRunArn`.
    func mapRun(_ call: Call) throws(APIError) -> JSONObject {
        let arn = try call.arn("mapRunArn")
        guard case .mapRun = arn.resource else { throw APIError(arn.invalidInThisContext) }
        let document = try stored { () throws(JournalError) in
            try journal.resource(kind: Self.resourceKind, name: arn.text)
        }
        guard let document = document?.object else { throw APIError(RegistryError.resourceNotFound(arn: arn.text)) }
        return document
    }
}

extension [UInt8] {
    /// Whether the event is the start of a Map Run: its type stands after its time.
    fileprivate var isMapRunStart: Bool {
        prefix(96).firstRange(of: Array(#""type":"MapRunStarted""#.utf8)) != nil
    }
}
