import Dispatch
import JSON
import Synchronization
import Tasks

/// One call of a model: waits as long as a busy service asks for, and goes on where it pauses.
final class HTTPModelCall<Dialect: ModelDialect>: Sendable {
    private struct State {
        var isCancelled = false
        var transfer = TaskCancellation.none
        var tries = 0
        var continuations = 0
        /// The answers before the last pause.
        var paused: [JSONValue] = []
    }

    private static var maximumTries: Int { 3 }
    private static var maximumContinuations: Int { 10 }

    private let dialect: Dialect
    private let client: HTTPClient
    private let gate: RetryGate
    private let request: ModelRequest
    private let onText: ModelText?
    private let completion: @Sendable (ModelOutcome) -> Void
    private let deadline: DispatchTime
    private let state = Mutex(State())

    init(
        dialect: Dialect, client: HTTPClient, gate: RetryGate, request: ModelRequest, onText: ModelText?,
        completion: @escaping @Sendable (ModelOutcome) -> Void
    ) {
        self.dialect = dialect
        self.client = client
        self.gate = gate
        self.request = request
        self.onText = onText
        self.completion = completion
        deadline = .now() + .milliseconds(Int(clamping: request.timeoutMilliseconds))
    }

    func cancel() {
        let transfer = state.withLock { state in
            state.isCancelled = true
            return state.transfer
        }
        transfer.cancel()
    }

    func send(_ body: JSONObject) {
        gate.whenOpen { [self] in
            guard DispatchTime.now() < deadline else {
                return completion(
                    .failure(ModelFailure(.throttled, "the service asked to wait longer than the call may take")))
            }
            let post = dialect.post(body, for: request, isStreamed: onText != nil)
            let assembly = onText.map { Assembly(dialect.assembler(), onText: $0) }
            let transfer = client.send(
                post, deliver: assembly.map { assembly in .stream { assembly.take($0) } } ?? .whole
            ) {
                [self] outcome in receive(outcome, assembly, body)
            }
            let isCancelled = state.withLock { state in
                state.transfer = transfer
                return state.isCancelled
            }
            if isCancelled { transfer.cancel() }
        }
    }

    private func receive(_ outcome: Result<HTTPResponse, HTTPFailure>, _ assembly: Assembly?, _ body: JSONObject) {
        switch outcome {
        case .failure(let failure): completion(.failure(ModelFailure(failure)))
        case .success(let response) where !(200..<300).contains(response.status): refused(response, body)
        case .success(let response):
            do throws(ModelFailure) {
                let answer = if let assembly { try assembly.assembled() } else { try Self.json(response) }
                try finish(answer, body)
            } catch {
                completion(.failure(error))
            }
        }
    }

    private static func json(_ response: HTTPResponse) throws(ModelFailure) -> JSONValue {
        do {
            return try JSONValue(parsing: response.body)
        } catch {
            throw ModelFailure(.internalError, "The answer is not JSON: \(error)")
        }
    }

    private func finish(_ answer: JSONValue, _ body: JSONObject) throws(ModelFailure) {
        if let next = dialect.continuation(of: body, after: answer) {
            let continuations = state.withLock { state in
                state.continuations += 1
                state.paused.append(answer)
                return state.continuations
            }
            if continuations <= Self.maximumContinuations { return send(next) }
        }
        let paused = state.withLock { $0.paused }
        var whole = try dialect.answer(answer)
        for part in paused.reversed() { whole = ConverseContent.joined(try dialect.answer(part), whole) }
        completion(.success(whole))
    }

    // MARK: Refusals

    private func refused(_ response: HTTPResponse, _ body: JSONObject) {
        if let answer = dialect.answer(toRefusal: response) { return completion(.success(answer)) }
        if let corrected = dialect.body(body, correctedAfter: response) { return send(corrected) }
        let failure = ModelFailure(response)
        guard failure.isTransient, let seconds = Self.waitSeconds(response.headers),
            seconds <= RetryGate.maximumWaitSeconds, .now() + seconds < deadline
        else { return completion(.failure(failure)) }
        gate.close(forSeconds: seconds)
        let tries = state.withLock { state in
            state.tries += 1
            return state.tries
        }
        guard tries < Self.maximumTries else { return completion(.failure(failure)) }
        send(body)
    }

    /// How long the service wants to be left alone.
    private static func waitSeconds(_ headers: [HTTPHeader]) -> Double? {
        if let text = headers.first("retry-after-ms"), let milliseconds = Double(text) { return milliseconds / 1_000 }
        return headers.first("retry-after").flatMap(Double.init)
    }
}

/// An answer that comes in pieces.
private final class Assembly: Sendable {
    private struct Progress {
        var assembler: any AnswerAssembler
        var failure: ModelFailure?
    }

    private let progress: Mutex<Progress>
    private let onText: ModelText

    init(_ assembler: any AnswerAssembler, onText: @escaping ModelText) {
        progress = Mutex(Progress(assembler: assembler))
        self.onText = onText
    }

    func take(_ bytes: [UInt8]) {
        let text = progress.withLock { progress in
            guard progress.failure == nil else { return "" }
            do throws(ModelFailure) {
                return try progress.assembler.take(bytes)
            } catch {
                progress.failure = error
                return ""
            }
        }
        if !text.isEmpty { onText(text) }
    }

    func assembled() throws(ModelFailure) -> JSONValue {
        let (assembler, failure) = progress.withLock { ($0.assembler, $0.failure) }
        if let failure { throw failure }
        return try assembler.assembled()
    }
}

extension ModelFailure {
    /// Whether the same call can succeed later.
    var isTransient: Bool {
        [Kind.throttled, .unavailable, .internalError, .timedOut].contains { error == "BedrockRuntime.\($0.rawValue)" }
    }
}
