internal import NIOHTTP1

extension HTTPReply {
    /// An answer of the API, in the AWS JSON 1.0 protocol.
    static func api(_ body: [UInt8], status: Int = 200, requestID: String) -> HTTPReply {
        HTTPReply(
            status: HTTPResponseStatus(statusCode: status),
            headers: [("x-amzn-RequestId", requestID), ("Content-Type", "application/x-amz-json-1.0")], body: body)
    }

    /// An error outside the API.
    static func json(_ error: APIError) -> HTTPReply {
        .api(error.body, status: error.status, requestID: RandomID.uuid())
    }

    static func text(_ text: String, status: HTTPResponseStatus = .ok) -> HTTPReply {
        HTTPReply(status: status, headers: [("Content-Type", "text/plain; charset=utf-8")], body: Array(text.utf8))
    }
}
