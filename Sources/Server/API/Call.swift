internal import JSON
internal import Registry
internal import Threads

/// One request to the API, read and checked, with the way to answer it.
///
/// Answered once, from any thread.
struct Call: Sendable {
    /// The body of the answer, as JSON.
    typealias Answer = Result<[UInt8], APIError>

    let operation: Operation
    let request: JSONObject
    let nowMilliseconds: Int64
    /// Sets what is to happen when the caller goes away before the answer.
    let onHangup: @Sendable (@escaping @Sendable () -> Void) -> Void
    private let reply: @Sendable (Answer) -> Void

    init(
        _ operation: Operation, _ request: JSONObject,
        onHangup: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { _ in },
        reply: @escaping @Sendable (Answer) -> Void
    ) {
        self.operation = operation
        self.request = request
        self.onHangup = onHangup
        self.reply = reply
        nowMilliseconds = SystemClock.milliseconds()
    }

    // MARK: Answers

    /// Answers with a JSON object that is written already.
    func succeed(_ body: [UInt8]) { reply(.success(body)) }

    func succeed(_ body: JSONObject = [:]) {
        var writer = JSONWriter()
        writer.write(body)
        succeed(writer.bytes)
    }

    func fail(_ error: APIError) { reply(.failure(error)) }

    /// Answers with what `body` returns or throws.
    func answer(_ body: () throws(APIError) -> JSONObject) {
        do throws(APIError) {
            succeed(try body())
        } catch {
            fail(error)
        }
    }

    /// Runs what answers the call; where it throws, that is the answer.
    func attempt(_ body: () throws(APIError) -> Void) {
        do throws(APIError) {
            try body()
        } catch {
            fail(error)
        }
    }

    /// Answers with the outcome of a change.
    func answer<Value>(_ outcome: Result<Value, some APIConvertibleError>, _ body: (Value) -> JSONObject) {
        switch outcome {
        case .success(let value): succeed(body(value))
        case .failure(let error): fail(APIError(error))
        }
    }

    // MARK: The request

    /// A string; the check of the request has seen to required ones.
    func string(_ name: String) -> String? { request[name]?.string }

    func bool(_ name: String) -> Bool? { request[name]?.bool }

    func integer(_ name: String) -> Int64? { request[name]?.integer }

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
