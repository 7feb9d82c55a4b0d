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
        call.answer { () throws(APIError) in
            let document = try mapRun(call)
            var answer: JSONObject = [:]
            for member in Self.members { answer[member] = Self.shown(document[member], member) }
            return answer
        }
    }

    func listMapRuns(_ call: Call) {
        call.answer { () throws(APIError) in
            let record = try execution(call)
            let machine = record.stateMachineArn
            let prefix =
                machine.split(separator: ":").dropLast(2).joined(separator: ":") + ":mapRun:"
                + (machine.split(separator: ":").last ?? "") + "/"
            var runs: [JSONObject] = []
            var last: String?
            repeat {
                let page = try stored { () throws(JournalError) in
                    try journal.resources(kind: Self.resourceKind, prefix: prefix, after: last, limit: 500)
                }
                runs += page.compactMap(\.body.object).filter { $0["executionArn"]?.string == record.arn }
                last = page.count == 500 ? page.last?.name : nil
            } while last != nil
            runs.sort { ($0["startDate"]?.double ?? 0) > ($1["startDate"]?.double ?? 0) }
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
