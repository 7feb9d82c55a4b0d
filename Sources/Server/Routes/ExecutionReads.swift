internal import Engine
internal import JSON
internal import Journal
internal import Registry
internal import StatesLanguage

/// What the API tells of executions, straight from the journal.
extension StepFunctionsAPI {
    func describeExecution(_ call: Call) {
        call.answer { () throws(APIError) in
            let record = try execution(call)
            let showsData = call.string("includedData") != "METADATA_ONLY"
            var answer: JSONObject = [
                "executionArn": .string(record.arn), "stateMachineArn": .string(record.stateMachineArn),
                "name": .string(record.name), "status": .string(record.status.rawValue),
                "startDate": .timestamp(milliseconds: record.startMilliseconds),
            ]
            answer["stopDate"] = record.stopMilliseconds.map { .timestamp(milliseconds: $0) }
            if showsData { answer["input"] = .string(record.input) }
            answer["inputDetails"] = ["included": .bool(showsData)]
            if let output = record.output {
                if showsData { answer["output"] = .string(output) }
                answer["outputDetails"] = ["included": .bool(showsData)]
            }
            answer["traceHeader"] = record.details["traceHeader"]
            answer["mapRunArn"] = record.mapRunArn.map { .string($0) }
            // An execution that timed out shows neither.
            if record.status != .timedOut, showsData {
                answer["error"] = record.error.map { .string($0) }
                answer["cause"] = record.cause.map { .string($0) }
            }
            answer["stateMachineVersionArn"] = record.details["stateMachineVersionArn"]
            answer["stateMachineAliasArn"] = record.details["stateMachineAliasArn"]
            answer["redriveCount"] = .integer(Int64(record.redriveCount))
            answer["redriveDate"] = record.redriveMilliseconds.map { .timestamp(milliseconds: $0) }
            let obstacle = redriveObstacle(record, nowMilliseconds: call.nowMilliseconds)
            answer["redriveStatus"] =
                obstacle != nil ? "NOT_REDRIVABLE" : record.mapRunArn != nil ? "REDRIVABLE_BY_MAP_RUN" : "REDRIVABLE"
            answer["redriveStatusReason"] = obstacle.map { .string($0.rawValue) }
            return answer
        }
    }

    func describeStateMachineForExecution(_ call: Call) {
        call.answer { () throws(APIError) in
            let record = try execution(call)
            let name = record.stateMachineArn.split(separator: ":").last.map(String.init) ?? ""
            let known = try rules { () throws(RegistryError) in
                try registry.settings(
                    ofMachine: String(name.prefix { $0 != "/" }), definition: record.definition,
                    roleArn: record.roleArn)
            }
            let settings =
                known?.settings
                ?? StateMachineSettings(
                    definition: record.definition, plainDefinition: record.definition, roleArn: record.roleArn,
                    logging: Defaults.logging, isTracing: false, encryption: Defaults.encryption)
            var answer: JSONObject = ["stateMachineArn": .string(record.stateMachineArn), "name": .string(name)]
            try add(settings, as: record.isExpress ? .express : .standard, to: &answer, call)
            answer["updateDate"] = .timestamp(
                milliseconds: known?.updateMilliseconds ?? record.startMilliseconds)
            answer["mapRunArn"] = record.mapRunArn.map { .string($0) }
            let parts = name.split(separator: "/", maxSplits: 1)
            if parts.count == 2 { answer["label"] = .string(String(parts[1])) }
            return answer
        }
    }

    func listExecutions(_ call: Call) {
        call.answer { () throws(APIError) in
            var filter = try executionFilter(call)
            filter.status = call.string("statusFilter").flatMap(ExecutionStatus.init)
            filter.redriveFilter = call.string("redriveFilter").flatMap(ExecutionFilter.Redrive.init)
            let cursor = try PageToken(call).map { token throws(APIError) in
                guard let id = Int64(token.cursor) else { throw APIError(RegistryError.invalidToken) }
                return ExecutionID(rawValue: id)
            }
            let page = try stored { () throws(JournalError) in
                try journal.executions(matching: filter, after: cursor, limit: call.pageSize)
            }
            var answer: JSONObject = ["executions": .array(page.executions.map { .object($0.answer) })]
            answer["nextToken"] = page.next.map { PageToken.text(call, after: String($0.rawValue)) }
            return answer
        }
    }

    // MARK: Shared with the other operations on executions

    /// The execution of `executionArn`.
    func execution(_ call: Call) throws(APIError) -> ExecutionRecord {
        let arn = try standardExecutionArn(call)
        let record = try stored { () throws(JournalError) in try journal.execution(arn: arn) }
        guard let record else { throw .executionDoesNotExist(arn) }
        return record
    }

    /// `executionArn`, which must be of a standard execution.
    func standardExecutionArn(_ call: Call) throws(APIError) -> String {
        let arn = try call.arn("executionArn")
        guard case .execution = arn.resource else { throw APIError(arn.invalidInThisContext) }
        return arn.text
    }

    func stored<Value>(_ body: () throws(JournalError) -> Value) throws(APIError) -> Value {
        do throws(JournalError) {
            return try body()
        } catch {
            throw .internalFailure(error.description)
        }
    }

    /// Why an execution cannot be redriven, also by what became of its state machine.
    func redriveObstacle(_ record: ExecutionRecord, nowMilliseconds: Int64) -> RedriveObstacle? {
        if let obstacle = RedriveObstacle(record, nowMilliseconds: nowMilliseconds) { return obstacle }
        guard let arn = try? StatesArn(record.stateMachineArn), let machine = try? registry.stateMachine(arn),
            machine.isDeleting
        else { return nil }
        return .isDeleting
    }

    /// The executions of a state machine, a version, an alias or a Map Run.
    private func executionFilter(_ call: Call) throws(APIError) -> ExecutionFilter {
        switch (call.string("stateMachineArn"), call.string("mapRunArn")) {
        case (nil, nil): throw .validation("Either stateMachineArn or mapRunArn must be specified")
        case (.some, .some): throw .validation("Only one of stateMachineArn and mapRunArn can be specified")
        case (nil, _):
            let arn = try call.arn("mapRunArn")
            guard case .mapRun = arn.resource else { throw APIError(arn.invalidInThisContext) }
            _ = try mapRun(call)
            return ExecutionFilter(mapRunArn: arn.text)
        case (_, nil):
            guard call.string("statusFilter") != "PENDING_REDRIVE" else {
                throw .validation("The status PENDING_REDRIVE can only be asked for with mapRunArn")
            }
            let arn = try call.arn("stateMachineArn")
            let (machine, qualifier) = try rules { () throws(RegistryError) in try registry.owner(of: arn) }
            guard machine.type == .standard else { throw .unsupportedType }
            return ExecutionFilter(
                stateMachineArn: registry.scope.stateMachine(machine.name),
                versionOrAliasArn: qualifier == nil ? nil : arn.text)
        }
    }
}

extension APIError {
    static func executionDoesNotExist(_ arn: String) -> APIError {
        APIError("ExecutionDoesNotExist", "Execution Does Not Exist: '\(arn)'")
    }

    static let unsupportedType = APIError(
        "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
}

extension ExecutionSummary {
    fileprivate var answer: JSONObject {
        var answer: JSONObject = [
            "executionArn": .string(arn), "stateMachineArn": .string(stateMachineArn), "name": .string(name),
            "status": .string(status.rawValue), "startDate": .timestamp(milliseconds: startMilliseconds),
        ]
        answer["stopDate"] = stopMilliseconds.map { .timestamp(milliseconds: $0) }
        answer["mapRunArn"] = mapRunArn.map { .string($0) }
        answer["itemCount"] = details["itemCount"]
        answer["stateMachineVersionArn"] = details["stateMachineVersionArn"]
        answer["stateMachineAliasArn"] = details["stateMachineAliasArn"]
        answer["redriveCount"] = .integer(Int64(redriveCount))
        answer["redriveDate"] = redriveMilliseconds.map { .timestamp(milliseconds: $0) }
        return answer
    }
}
