package import NIOCore
package import NIOHTTP1

/// A request that has come in whole.
package struct HTTPRequest: Sendable {
    package let method: HTTPMethod
    /// The path without the query.
    package let path: Substring
    /// What stands behind the question mark.
    package let query: Substring
    package let headers: HTTPHeaders
    package let body: ByteBuffer

    init(head: HTTPRequestHead, body: ByteBuffer) {
        method = head.method
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first ?? ""
        query = parts.count > 1 ? parts[1] : ""
        headers = head.headers
        self.body = body
    }
}

/// What to answer.
package struct HTTPReply: Sendable {
    package var status: HTTPResponseStatus
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: HTTPResponseStatus = .ok, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Takes the answer to one request, from any thread, once.
package struct HTTPResponder: Sendable {
    private let eventLoop: any EventLoop
    private let connection: NIOLoopBound<HTTPConnection>
    /// Which of the connection's requests it is.
    private let number: Int

    init(eventLoop: any EventLoop, connection: NIOLoopBound<HTTPConnection>, number: Int) {
        self.eventLoop = eventLoop
        self.connection = connection
        self.number = number
    }

    /// Sends the answer; where the client has gone nothing happens.
    package func send(_ reply: HTTPReply) {
        onEventLoop { $0.write(reply, to: number) }
    }

    /// Sets what is to happen when the client goes away before the answer.
    package func onHangup(_ body: @escaping @Sendable () -> Void) {
        onEventLoop { $0.onHangup(of: number, body) }
    }

    private func onEventLoop(_ body: @escaping @Sendable (HTTPConnection) -> Void) {
        if eventLoop.inEventLoop {
            body(connection.value)
        } else {
            eventLoop.execute { [connection] in body(connection.value) }
        }
    }
}

/// Answers requests. Runs on the event loop, so it hands on whatever takes more than some tens of microseconds.
package protocol HTTPRequestHandler: Sendable {
    func handle(_ request: HTTPRequest, _ responder: HTTPResponder)
}
