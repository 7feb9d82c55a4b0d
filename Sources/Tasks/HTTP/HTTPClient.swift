internal import CCurl
import Synchronization
internal import Threads

/// Sends HTTP requests from one thread of its own, over connections that are kept alive.
///
/// libcurl and the thread are there from the first request on; the thread ends when the client is let go, and what is
/// under way then fails as cancelled.
package final class HTTPClient: Sendable {
    private let noProxy: String
    private let loop = Mutex<HTTPLoop?>(nil)

    /// - Parameter noProxy: hosts that are reached directly where the environment names a proxy (`NO_PROXY`);
    ///   loopback always is.
    package init(noProxy: String = "") {
        self.noProxy = (noProxy.isEmpty ? "" : noProxy + ",") + "localhost,127.0.0.1,::1"
    }

    deinit { loop.withLock { $0 }?.close() }

    /// Sends the request and returns at once; `completion` is called once, on the client's thread.
    @discardableResult
    package func send(
        _ request: HTTPRequest, deliver: HTTPDelivery = .whole,
        completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
    ) -> TaskCancellation {
        do {
            return try startedLoop().enqueue(request, deliver: deliver, completion: completion)
        } catch {
            completion(.failure(error as? HTTPFailure ?? .broken("\(error)")))
            return .none
        }
    }

    private func startedLoop() throws -> HTTPLoop {
        try loop.withLock { started in
            if let started { return started }
            let loop = try HTTPLoop(noProxy: noProxy)
            _ = try WorkerThread(name: "http") { loop.run() }
            started = loop
            return loop
        }
    }
}

/// The thread's side of a client: the only user of the libcurl multi handle, but for its wake-up.
private final class HTTPLoop: Sendable {
    /// What other threads left for the loop.
    private struct Inbox {
        var nextID: UInt64 = 0
        var incoming: [HTTPTransfer] = []
        var cancelled: [UInt64] = []
        var isClosed = false
    }

    /// `@unchecked Sendable`: libcurl allows one thread at a time but for `ccurl_multi_wakeup`, the only call others make.
    private struct Multi: @unchecked Sendable { let handle: UnsafeMutableRawPointer }

    private let inbox = Mutex(Inbox())
    private let multi: Multi
    private let noProxy: String

    init(noProxy: String) throws {
        guard ccurl_load() else { throw HTTPFailure.broken("libcurl.so.4 is not installed, or could not start") }
        guard let handle = ccurl_multi_init() else { throw HTTPFailure.broken("libcurl could not start") }
        multi = Multi(handle: handle)
        self.noProxy = noProxy
        ccurl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, 256)
    }

    deinit { ccurl_multi_cleanup(multi.handle) }

    func enqueue(
        _ request: HTTPRequest, deliver: HTTPDelivery,
        completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
    ) -> TaskCancellation {
        let id: UInt64? = inbox.withLock { inbox in
            guard !inbox.isClosed else { return nil }
            inbox.nextID += 1
            inbox.incoming.append(
                HTTPTransfer(id: inbox.nextID, request: request, deliver: deliver, completion: completion))
            return inbox.nextID
        }
        guard let id else {
            completion(.failure(.cancelled))
            return .none
        }
        ccurl_multi_wakeup(multi.handle)
        return TaskCancellation { [weak self] in self?.cancel(id) }
    }

    private func cancel(_ id: UInt64) {
        inbox.withLock { $0.cancelled.append(id) }
        ccurl_multi_wakeup(multi.handle)
    }

    func close() {
        inbox.withLock { $0.isClosed = true }
        ccurl_multi_wakeup(multi.handle)
    }

    func run() {
        var active: [UnsafeMutableRawPointer: HTTPTransfer] = [:]
        var spare: [UnsafeMutableRawPointer] = []
        defer { for easy in spare { ccurl_easy_cleanup(easy) } }
        var isOpen = true
        while isOpen {
            let (incoming, cancelled, isClosed) = inbox.withLock { inbox in
                defer { (inbox.incoming, inbox.cancelled) = ([], []) }
                return (inbox.incoming, inbox.cancelled, inbox.isClosed)
            }
            isOpen = !isClosed
            for transfer in incoming { start(transfer, &active, &spare) }
            if isOpen, !cancelled.isEmpty { cancel(cancelled, &active, &spare) }
            if !isOpen { cancel(active.values.map(\.id), &active, &spare) }
            var running: CInt = 0
            ccurl_multi_perform(multi.handle, &running)
            collect(&active, &spare)
            if isOpen { ccurl_multi_poll(multi.handle, 60_000) }
        }
    }

    private func start(
        _ transfer: HTTPTransfer, _ active: inout [UnsafeMutableRawPointer: HTTPTransfer],
        _ spare: inout [UnsafeMutableRawPointer]
    ) {
        if let fault = transfer.fault { return transfer.completion(.failure(fault)) }
        guard let easy = spare.popLast() ?? ccurl_easy_init() else {
            return transfer.completion(.failure(.broken("libcurl has no room for one more request")))
        }
        transfer.configure(easy, noProxy: noProxy)
        active[easy] = transfer
        ccurl_multi_add_handle(multi.handle, easy)
    }

    private func collect(
        _ active: inout [UnsafeMutableRawPointer: HTTPTransfer], _ spare: inout [UnsafeMutableRawPointer]
    ) {
        var left: CInt = 0
        while let message = ccurl_multi_info_read(multi.handle, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            let code = ccurl_message_result(message)
            release(easy, &active, &spare)?.finish(code)
        }
    }

    private func cancel(
        _ ids: [UInt64], _ active: inout [UnsafeMutableRawPointer: HTTPTransfer],
        _ spare: inout [UnsafeMutableRawPointer]
    ) {
        let ids = Set(ids)
        for (easy, transfer) in active where ids.contains(transfer.id) {
            _ = release(easy, &active, &spare)
            transfer.completion(.failure(.cancelled))
        }
    }

    private func release(
        _ easy: UnsafeMutableRawPointer, _ active: inout [UnsafeMutableRawPointer: HTTPTransfer],
        _ spare: inout [UnsafeMutableRawPointer]
    ) -> HTTPTransfer? {
        ccurl_multi_remove_handle(multi.handle, easy)
        ccurl_easy_reset(easy)
        spare.append(easy)
        return active.removeValue(forKey: easy)
    }
}
