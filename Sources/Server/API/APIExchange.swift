internal import JSON

/// A request of the API and the way to answer it, with the line that the log gets.
struct APIExchange: Sendable {
    private let requestID = RandomID.uuid()
    private let target: String
    private let responder: HTTPResponder
    private let log: ServerLog?
    private let startNanoseconds = monotonicNanoseconds()

    init(target: String, responder: HTTPResponder, log: ServerLog?) {
        self.target = target
        self.responder = responder
        self.log = log
    }

    func answer(_ answer: Call.Answer) {
        switch answer {
        case .success(let body):
            responder.send(.api(body, requestID: requestID))
            write(status: 200, bytes: body.count, nil)
        case .failure(let error):
            let body = error.body
            responder.send(.api(body, status: error.status, requestID: requestID))
            write(status: error.status, bytes: body.count, error)
        }
    }

    private func write(status: Int, bytes: Int, _ error: APIError?) {
        guard let log else { return }
        let microseconds = (monotonicNanoseconds() - startNanoseconds) / 1_000
        var fields: JSONObject = [
            "operation": .string(String(target.drop { $0 != "." }.dropFirst())), "status": .integer(Int64(status)),
            "milliseconds": .double(Double(microseconds) / 1_000), "bytes": .integer(Int64(bytes)),
            "requestId": .string(requestID),
        ]
        fields["error"] = error.map { .string($0.code) }
        fields["errorMessage"] = error.map { .string($0.message) }
        log.write(status >= 500 ? .error : .info, "request", fields)
    }
}
