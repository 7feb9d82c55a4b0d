package import Interpreter
import JSON
package import Journal
import StatesLanguage

/// Brings executions back from what a journal has of them.
///
/// A class: it remembers the machines that it compiled. Not for several threads at once.
package final class ExecutionArchive {
    private let journal: any ExecutionJournal
    private let region: String
    /// Of executions that do not say which they run under.
    private let quotas: Quotas
    private let waitTimeScale: Double
    private var machines: [DefinitionID: StateMachine] = [:]

    package init(
        _ journal: any ExecutionJournal, region: String = "us-east-1", quotas: Quotas = .aws, waitTimeScale: Double = 1
    ) {
        self.journal = journal
        self.region = region
        self.quotas = quotas
        self.waitTimeScale = waitTimeScale
    }

    /// Spares compiling a definition that is compiled already.
    func remember(_ machine: StateMachine, _ definition: DefinitionID) {
        if machines[definition] == nil { machines[definition] = machine }
    }

    /// The execution as it was before its first event.
    package func new(_ record: ExecutionRecord) throws -> Execution {
        let execution = Execution(header: try header(of: record), machine: try machine(of: record))
        execution.waitTimeScale = waitTimeScale
        return execution
    }

    /// The execution where its history ends.
    ///
    /// - Throws: `ReplayDivergence` where the definition does not lead to that history, `RecoveryError`,
    ///   `HistoryEventError` or `JournalError`.
    package func replayed(_ record: ExecutionRecord) throws -> Execution {
        let execution = try new(record)
        let events = try self.events(of: record)
        guard !events.isEmpty else {
            execution.apply(.start, at: record.startMilliseconds)
            return execution
        }
        try execution.replay(events) { mapRunResult(of: events, startedEventID: $0) }
        return execution
    }

    package func events(of record: ExecutionRecord) throws -> [HistoryEvent] {
        try journal.historyBytes(of: record.id).split(separator: UInt8(ascii: "\n")).map {
            try HistoryEvent(JSONValue(parsing: Array($0)))
        }
    }

    private func header(of record: ExecutionRecord) throws -> ExecutionHeader {
        guard let rules = Rules(version: record.rulesVersion) else {
            throw RecoveryError(
                reason: "it started under rules version \(record.rulesVersion), which this release does not have")
        }
        return ExecutionHeader(
            id: record.id.rawValue, arn: record.arn, name: record.name, stateMachineArn: record.stateMachineArn,
            stateMachineName: Arn.name(ofStateMachine: record.stateMachineArn), roleArn: record.roleArn,
            versionArn: record.details["stateMachineVersionArn"]?.string,
            aliasArn: record.details["stateMachineAliasArn"]?.string, region: region,
            input: try Payload(parsing: record.input), startMilliseconds: record.startMilliseconds, seed: record.seed,
            branchings: ExecutionBranching.all(record.details), isExpress: record.isExpress,
            quotas: record.quotas(otherwise: quotas), rules: rules)
    }

    /// The machine of a record: the whole definition, or the processor of a Map state in it.
    private func machine(of record: ExecutionRecord) throws -> StateMachine {
        let whole = try machine(record.definition)
        guard let location = record.details["processorOf"]?.string else { return whole }
        guard let state = whole.workflow.state(at: location), case .map(let map) = state.kind else {
            throw RecoveryError(reason: "its definition has no Map state at \(location)")
        }
        return StateMachine(
            comment: nil, queryLanguage: whole.queryLanguage, timeoutSeconds: nil, workflow: map.processor)
    }

    private func machine(_ id: DefinitionID) throws -> StateMachine {
        if let machine = machines[id] { return machine }
        guard let text = try journal.text(of: id) else {
            throw RecoveryError(reason: "its definition is not in the journal")
        }
        // What was accepted once is run: Express rules are stricter, so Standard ones fit both.
        guard let machine = DefinitionCompiler().compile(text).machine else {
            throw RecoveryError(reason: "its definition cannot be compiled any more")
        }
        machines[id] = machine
        return machine
    }

    /// How the Map Run that this event started ended; the history does not say.
    private func mapRunResult(of events: [HistoryEvent], startedEventID: Int64) -> MapRunResult? {
        let started = events.first { $0.id == startedEventID }
        guard case .mapRunStarted(let arn)? = started?.details,
            let document = try? journal.resource(kind: MapRun.resourceKind, name: arn)
        else { return nil }
        return document["result"].map(MapRunResult.succeeded)
    }
}

extension ExecutionRecord {
    /// The detail of an execution that was started without AWS's quotas, which then never hold for it.
    static let liftedQuotas = "quotasAreLifted"

    /// The quotas that the execution runs under.
    package func quotas(otherwise quotas: Quotas) -> Quotas {
        details[Self.liftedQuotas]?.bool == true ? .lifted : quotas
    }
}

/// Why an execution cannot be taken up again.
struct RecoveryError: Error, CustomStringConvertible {
    let reason: String

    var description: String { reason }
}

extension Workflow {
    /// The state at that place of the definition, at any depth.
    func state(at location: String) -> State? {
        for state in states {
            if state.location == location { return state }
            guard location.hasPrefix(state.location + "/") else { continue }
            switch state.kind {
            case .parallel(let parallel):
                for branch in parallel.branches { if let found = branch.state(at: location) { return found } }
            case .map(let map): return map.processor.state(at: location)
            default: continue
            }
        }
        return nil
    }
}
