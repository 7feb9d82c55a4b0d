internal import NIOCore

/// Does things later.
struct Timers: Sendable {
    let eventLoop: any EventLoop

    func after(seconds: Int64, _ body: @escaping @Sendable () -> Void) {
        eventLoop.scheduleTask(in: .seconds(seconds), body)
    }
}
