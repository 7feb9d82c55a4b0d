import Interpreter
import Journal

extension EngineLoop {
    /// A task's answer or heartbeat that came with its token.
    func receive(
        _ text: String, _ message: TokenMessage, _ completion: @escaping @Sendable (Result<Void, ServiceError>) -> Void
    ) {
        guard let (execution, eventID) = TaskToken.address(of: text) else { return completion(.failure(.invalidToken)) }
        let id = ExecutionID(rawValue: execution)
        guard let running = running[id] ?? hydrate(id) else { return completion(.failure(.invalidToken)) }
        let token = TaskToken(
            executionID: execution, scheduledEventID: eventID, seed: running.execution.header.seed)
        guard token.text == text else { return completion(.failure(.invalidToken)) }
        let stimulus: Stimulus
        switch message {
        case .success(let output): stimulus = .taskSucceeded(scheduledEventID: eventID, output: output)
        case .failure(let error, let cause):
            stimulus = .taskFailed(scheduledEventID: eventID, TaskFailure(error: error, cause: cause))
        case .heartbeat: stimulus = .heartbeat(scheduledEventID: eventID)
        }
        act(on: running) { [configuration] running in
            guard running.execution.progress(of: eventID) != nil else {
                return self.tellOnceDurable(running) { completion($0.flatMap { .failure(.taskTimedOut) }) }
            }
            running.onCommit.append { completion($0.mapError { .notWritten($0) }) }
            running.execution.apply(stimulus, at: configuration.clock())
        }
        forgetIfEnded(running)
    }
}
