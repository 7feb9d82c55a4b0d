internal import NIOCore
internal import NIOHTTP1

/// One client: collects a request, hands it on, writes the answer; then the next one.
///
/// | state        | reads                      | what ends it                                     |
/// | ------------ | -------------------------- | ------------------------------------------------ |
/// | `idle`       | the head of a request      | the head; or the connection is asked to close    |
/// | `receiving`  | the body                   | the end of the request                           |
/// | `refusing`   | and forgets the body       | the end of the request, or the client goes       |
/// | `answering`  | nothing (NIO holds it back)| the answer                                       |
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Asks a connection to close: at once where it is idle, else after the answer it owes.
    struct Drain: Sendable {}

    private enum State {
        case idle
        case receiving(HTTPRequestHead, ByteBuffer)
        case refusing
        case answering(keepsAlive: Bool)
    }

    private let handler: any HTTPRequestHandler
    private let maximumBodyBytes: Int
    private var state = State.idle
    private var isDraining = false
    private var context: ChannelHandlerContext?

    init(handler: any HTTPRequestHandler, maximumBodyBytes: Int) {
        self.handler = handler
        self.maximumBodyBytes = maximumBodyBytes
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): receive(head)
        case .body(let bytes): receive(bytes)
        case .end: finishRequest(context)
        }
    }

    private func receive(_ head: HTTPRequestHead) {
        let announced = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
        guard announced <= maximumBodyBytes else { return refuse() }
        if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
            context?.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: .continue))), promise: nil)
        }
        state = .receiving(head, ByteBuffer())
    }

    private func receive(_ bytes: ByteBuffer) {
        guard case .receiving(let head, var body) = state else { return }
        state = .idle
        if body.readableBytes == 0 {
            body = bytes
        } else {
            body.writeImmutableBuffer(bytes)
        }
        state = .receiving(head, body)
        if body.readableBytes > maximumBodyBytes { refuse() }
    }

    private func finishRequest(_ context: ChannelHandlerContext) {
        guard case .receiving(let head, let body) = state else { return }
        state = .answering(keepsAlive: head.isKeepAlive)
        let responder = HTTPResponder(
            eventLoop: context.eventLoop, connection: NIOLoopBound(self, eventLoop: context.eventLoop))
        handler.handle(HTTPRequest(head: head, body: body), responder)
    }

    /// Says that the body is too large, and closes.
    private func refuse() {
        state = .answering(keepsAlive: false)
        let error = APIError(
            "RequestEntityTooLargeException",
            "The request is larger than the \(maximumBodyBytes) bytes that this server accepts", status: 413)
        write(.json(error))
        state = .refusing
    }

    /// Writes the answer to the request at hand.
    func write(_ reply: HTTPReply) {
        guard let context, case .answering(let keepsAlive) = state else { return }
        let stays = keepsAlive && !isDraining
        state = .idle
        var headers = HTTPHeaders()
        headers.reserveCapacity(reply.headers.count + 2)
        for header in reply.headers { headers.add(name: header.name, value: header.value) }
        headers.add(name: "Content-Length", value: String(reply.body.count))
        if !stays { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: reply.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !reply.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if !stays { context.close(mode: .output, promise: nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is Drain, is ChannelShouldQuiesceEvent:
            isDraining = true
            if case .idle = state { context.close(promise: nil) }
        case ChannelEvent.inputClosed:
            // The client sends no more, but may wait for the answer.
            isDraining = true
            if case .answering = state { return }
            context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
