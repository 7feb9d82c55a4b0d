internal import JSON
internal import Registry
internal import Synchronization

/// One request to the API, read and checked, with the way to answer it.
///
/// Answered once, from any thread.
struct Call: Sendable {
    let operation: Operation
    let request: JSONObject
    let nowMilliseconds: Int64
    private let requestID: String
    private let responder: HTTPResponder
    private let metrics: Metrics
    private let startNanoseconds: UInt64

    init(
        operation: Operation, request: JSONObject, requestID: String, responder: HTTPResponder, metrics: Metrics
    ) {
        self.operation = operation
        self.request = request
        self.requestID = requestID
        self.responder = responder
        self.metrics = metrics
        nowMilliseconds = SystemClock.nowMilliseconds()
        startNanoseconds = SystemClock.monotonicNanoseconds()
    }

    // MARK: Answers

    /// Answers with a JSON object that is written already.
    func succeed(_ body: [UInt8]) {
        metrics.count(operation, error: nil, nanoseconds: SystemClock.monotonicNanoseconds() - startNanoseconds)
        responder.send(.api(body, requestID: requestID))
    }

    func succeed(_ body: JSONObject = [:]) {
        var writer = JSONWriter()
        writer.write(body)
        succeed(writer.bytes)
    }

    func fail(_ error: APIError) {
        metrics.count(operation, error: error.code, nanoseconds: SystemClock.monotonicNanoseconds() - startNanoseconds)
        responder.send(.api(error.body, status: error.status, requestID: requestID))
    }

    /// Answers with what `body` returns or throws.
    func answer(_ body: () throws(APIError) -> JSONObject) {
        do throws(APIError) {
            succeed(try body())
        } catch {
            fail(error)
        }
    }

    /// Answers with the outcome of a change.
    func answer<Value>(_ outcome: Result<Value, RegistryError>, _ body: (Value) -> JSONObject) {
        switch outcome {
        case .success(let value): succeed(body(value))
        case .failure(let error): fail(APIError(error))
        }
    }

    // MARK: The request

    /// A string; the check of the request has seen to required ones.
    func string(_ name: String) -> String? { request[name]?.string }

    func bool(_ name: String) -> Bool? { request[name]?.bool }

    func integer(_ name: String) -> Int? { request[name]?.integer.map(Int.init) }

    /// A required ARN.
    func arn(_ name: String) throws(APIError) -> StatesArn {
        try rules { () throws(RegistryError) in try StatesArn(string(name) ?? "") }
    }
}

/// Turns the refusals of the registry into the API's.
func rules<Value>(_ body: () throws(RegistryError) -> Value) throws(APIError) -> Value {
    do throws(RegistryError) {
        return try body()
    } catch {
        throw APIError(error)
    }
}
