internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// An HTTP/1.1 server: keep-alive, pipelining, bounded bodies.
package final class HTTPServer: Sendable {
    package struct Configuration: Sendable {
        /// `localhost` is 127.0.0.1, and ::1 where that can be had.
        package var host = "127.0.0.1"
        /// 0 lets the system choose.
        package var port = 0
        package var eventLoopThreads = 1
        package var maximumBodyBytes = 10 << 20
        /// How long `stop` waits for answers that are owed.
        package var drainSeconds: Int64 = 5
        /// How long a request may take to come in once it has begun.
        package var requestSeconds: Int64 = 60
        /// How long a client may say nothing between requests.
        package var idleSeconds: Int64 = 600

        package init() {}
    }

    /// The port it listens on.
    package let port: Int

    private let configuration: Configuration
    private let listeners: [any Channel]
    private let connections: ConnectionTable

    /// Binds and starts to answer.
    ///
    /// - Throws: the system's error where the address cannot be bound.
    init(
        _ configuration: Configuration, on group: any EventLoopGroup, connections: ConnectionTable,
        handler: any HTTPRequestHandler
    ) throws {
        self.configuration = configuration
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // Finds out about clients that vanished without a word.
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.init(rawValue: TCP_KEEPIDLE)), value: 60)
            .childChannelOption(.tcpOption(.init(rawValue: TCP_KEEPINTVL)), value: 15)
            .childChannelOption(.tcpOption(.init(rawValue: TCP_KEEPCNT)), value: 4)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                connections.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(IdleStateHandler(readTimeout: .seconds(configuration.idleSeconds)))
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false, withErrorHandling: true)
                    try pipeline.addHandler(
                        HTTPConnection(
                            handler: handler, maximumBodyBytes: configuration.maximumBodyBytes,
                            requestSeconds: configuration.requestSeconds))
                }
            }
        let hosts = configuration.host == "localhost" ? ["127.0.0.1", "::1"] : [configuration.host]
        let first = try bootstrap.bind(host: hosts[0], port: configuration.port).wait()
        port = first.localAddress?.port ?? configuration.port
        // Many a machine has no IPv6.
        let others = hosts.dropFirst().compactMap { [port] in try? bootstrap.bind(host: $0, port: port).wait() }
        listeners = [first] + others
        self.connections = connections
    }

    /// Takes no more connections, finishes the answers that are owed, and closes.
    ///
    /// - Parameter hurry: has answers given that would be long in coming.
    package func stop(_ hurry: () -> Void) {
        for listener in listeners { try? listener.close().wait() }
        connections.drain(waitingAtMostSeconds: configuration.drainSeconds, hurry)
    }
}

/// The open connections, so that they can be asked to close.
final class ConnectionTable: Sendable {
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    var count: Int { channels.withLock { $0.count } }

    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        channels.withLock { $0[id] = channel }
        channel.closeFuture.whenComplete { [self] _ in _ = channels.withLock { $0.removeValue(forKey: id) } }
    }

    /// Closes what is idle and waits for the rest.
    func drain(waitingAtMostSeconds limit: Int64, _ hurry: () -> Void) {
        let open = channels.withLock { Array($0.values) }
        guard let loop = open.first?.eventLoop else { return }
        for channel in open { channel.pipeline.fireUserInboundEventTriggered(HTTPConnection.Drain()) }
        hurry()
        let closed = EventLoopFuture.andAllComplete(open.map(\.closeFuture), on: loop)
        let deadline = loop.makePromise(of: Void.self)
        loop.scheduleTask(in: .seconds(limit)) { deadline.succeed() }
        closed.cascade(to: deadline)
        try? deadline.futureResult.wait()
        for channel in channels.withLock({ Array($0.values) }) { channel.close(promise: nil) }
    }
}
