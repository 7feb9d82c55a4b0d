internal import NIOCore
internal import NIOHTTP1

/// One client: collects a request, hands it on, writes the answer; then the next one.
///
/// | state       | reads                                     | what ends it                                  |
/// | ----------- | ----------------------------------------- | --------------------------------------------- |
/// | `idle`      | the head of a request                     | the head                                      |
/// | `receiving` | the body                                  | the end of the request, or that it is too long |
/// | `answering` | nothing; what comes waits its turn        | the answer                                    |
/// | `closing`   | and forgets everything                    | the end of the connection                     |
final class HTTPConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPServerResponsePart

    /// Asks a connection to close: at once where it is idle, else after the answer it owes.
    struct Drain: Sendable {}

    private enum State {
        case idle
        case receiving(HTTPRequestHead, ByteBuffer)
        case answering(Owed, onHangup: (@Sendable () -> Void)?)
        case closing
    }

    /// What a request says of its answer.
    private struct Owed {
        let keepsAlive: Bool
        /// Whether the client takes a connection to be closed unless it is told otherwise: HTTP/1.0.
        let mustHearOfKeepAlive: Bool
        let hasBody: Bool

        init(_ head: HTTPRequestHead) {
            keepsAlive = head.isKeepAlive
            mustHearOfKeepAlive = head.version == .http1_0
            hasBody = head.method != .HEAD
        }

        private init() { (keepsAlive, mustHearOfKeepAlive, hasBody) = (false, false, true) }

        /// The answer to a request that is not read to its end.
        static let refusal = Owed()
    }

    private let handler: any HTTPRequestHandler
    private let maximumBodyBytes: Int
    private let requestSeconds: Int64
    private var state = State.idle
    private var context: ChannelHandlerContext?
    /// Counts the requests, so that an answer that comes twice or too late is recognised.
    private var number = 0
    /// No further request is taken after the one at hand.
    private var isDraining = false
    /// What a client sent before it had its answer.
    private var waiting = CircularBuffer<HTTPServerRequestPart>()
    private var isReadHeldBack = false
    /// Whether the bytes that came in last were more than the start of a head.
    private var hasReceivedPart = false
    /// Ends the wait for the rest of a request.
    private var deadline: Scheduled<Void>?

    init(handler: any HTTPRequestHandler, maximumBodyBytes: Int, requestSeconds: Int64) {
        self.handler = handler
        self.maximumBodyBytes = maximumBodyBytes
        self.requestSeconds = requestSeconds
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        hangUp()
        stopClock()
        state = .closing
        self.context = nil
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        hasReceivedPart = true
        if case .answering = state {
            waiting.append(part)
        } else {
            receive(part, context)
        }
    }

    /// Lets the client wait while it is ahead of its answers, or does not take them.
    func read(context: ChannelHandlerContext) {
        if waiting.isEmpty, context.channel.isWritable {
            context.read()
        } else {
            isReadHeldBack = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { resumeReading(context) }
        context.fireChannelWritabilityChanged()
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadHeldBack, waiting.isEmpty, context.channel.isWritable else { return }
        isReadHeldBack = false
        context.read()
    }

    /// A request that has not come in with one reading has its time from now on.
    func channelReadComplete(context: ChannelHandlerContext) {
        let isUnfinished =
            switch state {
            case .receiving: true
            case .idle: !hasReceivedPart
            case .answering, .closing: false
            }
        hasReceivedPart = false
        if isUnfinished, deadline == nil {
            let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
            deadline = context.eventLoop.scheduleTask(in: .seconds(requestSeconds)) { connection.value.giveUp() }
        }
        context.fireChannelReadComplete()
    }

    private func stopClock() {
        deadline?.cancel()
        deadline = nil
    }

    private func giveUp() {
        deadline = nil
        guard let context else { return }
        switch state {
        case .idle: context.close(promise: nil)
        case .receiving:
            refuse(
                APIError(
                    "RequestTimeout", "The request has not come in within \(requestSeconds) seconds", status: 408),
                context)
        case .answering, .closing: break
        }
    }

    private func receive(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (part, state) {
        case (.head(let head), .idle): begin(head, context)
        case (.body(let bytes), .receiving(let head, var body)):
            state = .idle
            if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
            state = .receiving(head, body)
            if body.readableBytes > maximumBodyBytes { refuse(tooLong, context) }
        case (.end, .receiving(let head, let body)):
            stopClock()
            number += 1
            state = .answering(Owed(head), onHangup: nil)
            let responder = HTTPResponder(
                eventLoop: context.eventLoop, connection: NIOLoopBound(self, eventLoop: context.eventLoop),
                number: number)
            handler.handle(HTTPRequest(head: head, body: body), responder)
        default: break
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        state = .receiving(head, ByteBuffer())
        let announced = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
        guard announced <= maximumBodyBytes else { return refuse(tooLong, context) }
        guard head.headers.first(name: "expect")?.lowercased() == "100-continue" else { return }
        let goOn = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(goOn)), promise: nil)
    }

    private var tooLong: APIError {
        APIError(
            "RequestEntityTooLargeException",
            "The request is longer than the \(maximumBodyBytes) bytes that this server takes", status: 413)
    }

    /// Answers a request that is not read to its end, and closes.
    private func refuse(_ error: APIError, _ context: ChannelHandlerContext) {
        stopClock()
        number += 1
        state = .answering(.refusal, onHangup: nil)
        write(.json(error), to: number)
    }

    // MARK: Answers

    /// Writes the answer to a request; one that has its answer, or whose client has gone, is not answered again.
    func write(_ reply: HTTPReply, to number: Int) {
        guard let context, number == self.number, case .answering(let owed, _) = state else { return }
        let stays = owed.keepsAlive && !isDraining
        var headers = HTTPHeaders()
        headers.reserveCapacity(reply.headers.count + 2)
        for header in reply.headers { headers.add(name: header.name, value: header.value) }
        // The answer to HEAD tells the length of a body that it does not have.
        if !headers.contains(name: "Content-Length") {
            headers.add(name: "Content-Length", value: String(reply.body.count))
        }
        if !stays {
            headers.add(name: "Connection", value: "close")
        } else if owed.mustHearOfKeepAlive {
            headers.add(name: "Connection", value: "keep-alive")
        }
        let head = HTTPResponseHead(version: .http1_1, status: reply.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if owed.hasBody, !reply.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if stays {
            state = .idle
            takeWaiting(context)
        } else {
            state = .closing
            context.close(promise: nil)
        }
    }

    private func takeWaiting(_ context: ChannelHandlerContext) {
        while !waiting.isEmpty {
            if case .answering = state { return }
            receive(waiting.removeFirst(), context)
        }
        resumeReading(context)
    }

    /// Sets what is to happen when the client goes away before it has its answer.
    func onHangup(of number: Int, _ body: @escaping @Sendable () -> Void) {
        guard number == self.number else { return }
        switch state {
        case .answering(let owed, _): state = .answering(owed, onHangup: body)
        case .closing: body()
        case .idle, .receiving: break
        }
    }

    // MARK: The end

    func channelInactive(context: ChannelHandlerContext) {
        hangUp()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is Drain: drain(context)
        case IdleStateHandler.IdleStateEvent.read: closeIdle(context)
        case ChannelEvent.inputClosed:
            // The client sends no more, but may still wait for its answer; one that waits long has rather gone.
            hangUp()
            drain(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    private func drain(_ context: ChannelHandlerContext) {
        isDraining = true
        if case .answering = state { return }
        context.close(promise: nil)
    }

    /// Closes the connection of a client that says nothing, unless it waits for an answer.
    private func closeIdle(_ context: ChannelHandlerContext) {
        switch state {
        case .answering: return
        case .receiving: giveUp()
        case .idle, .closing: context.close(promise: nil)
        }
    }

    private func hangUp() {
        guard case .answering(let owed, let onHangup?) = state else { return }
        state = .answering(owed, onHangup: nil)
        onHangup()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
