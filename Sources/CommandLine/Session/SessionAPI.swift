import Engine
import Interpreter
import JSON
import Journal
import Registry
import Server
import Synchronization

/// Answers `aws-sdk:sfn:…` tasks of a session: executions of the definitions in its folder are started as they are, all other
/// operations are the API's. Prepared only when the first call comes.
final class SessionAPI: LocalAPI {
    private enum State {
        /// Before the engine, which needs this, is there.
        case unconnected
        case ready(Engine)
        case called(Engine, StandaloneAPI)
        case closed
    }

    private let machines: FileMachines
    private let journal: any ExecutionJournal
    private let scope: ArnScope
    private let state = Mutex(State.unconnected)

    init(machines: FileMachines, journal: any ExecutionJournal, settings: Settings) {
        self.machines = machines
        self.journal = journal
        scope = ArnScope(region: settings.region, account: settings.account)
    }

    func connect(to engine: Engine) { state.withLock { $0 = .ready(engine) } }

    func close() {
        let state = state.withLock { state in
            defer { state = .closed }
            return state
        }
        if case .called(_, let api) = state { api.stop() }
    }

    func call(
        _ operation: String, _ request: JSONValue,
        completion: @escaping @Sendable (Result<JSONValue, ServiceError>) -> Void
    ) {
        do {
            let (engine, api) = try prepared()
            if operation == "StartExecution", let arn = request["stateMachineArn"]?.string,
                let machine = try? machines.machine(arn: arn),
                let input = try? Payload(parsing: request["input"]?.string ?? "{}")
            {
                let start = StartRequest(machine: machine, name: request["name"]?.string, input: input)
                return engine.start(start) { completion($0.map(\.response)) }
            }
            api.call(operation, request, completion: completion)
        } catch {
            completion(.failure(ServiceError(code: "ServiceUnavailable", message: "\(error)")))
        }
    }

    private func prepared() throws -> (Engine, StandaloneAPI) {
        try state.withLock { state in
            switch state {
            case .ready(let engine):
                let api = try StandaloneAPI(engine: engine, registry: Registry(journal: journal, scope: scope))
                state = .called(engine, api)
                return (engine, api)
            case .called(let engine, let api): return (engine, api)
            case .unconnected, .closed:
                throw ServiceError(code: "ServiceUnavailable", message: "The engine is not running.")
            }
        }
    }
}

extension StartedExecution {
    fileprivate var response: JSONValue {
        ["executionArn": .string(executionArn), "startDate": .double(Double(startMilliseconds) / 1_000)]
    }
}
