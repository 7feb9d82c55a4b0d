import Testing
import Threads

@Suite struct MailboxTests {
    @Test func deliversInOrderFromAnotherThread() throws {
        let mailbox = Mailbox<Int>()
        let sender = try WorkerThread(name: "sender") {
            for number in 0..<10_000 { mailbox.send(number) }
            mailbox.close()
        }
        var received: [Int] = []
        while case .elements(let numbers) = mailbox.receive() { received += numbers }
        sender.join()
        #expect(received == Array(0..<10_000))
        #expect(!mailbox.send(1))
    }

    @Test func givesUpAtTheDeadline() {
        let mailbox = Mailbox<Int>()
        guard case .timedOut = mailbox.receive(waitingAtMostNanoseconds: 2_000_000) else {
            Issue.record("nothing was sent")
            return
        }
        mailbox.send(1)
        mailbox.close()
        guard case .elements([1]) = mailbox.receive(waitingAtMostNanoseconds: 0),
            case .closed = mailbox.receive()
        else {
            Issue.record("what was sent before the end must arrive")
            return
        }
    }

    @Test func knowsItsThread() throws {
        let outcome = Mailbox<Bool>()
        let ready = Mailbox<WorkerThread>()
        let thread = try WorkerThread(name: "a name longer than fifteen bytes", stackBytes: 1) {
            if case .elements(let threads) = ready.receive() { outcome.send(threads[0].isCurrent) }
        }
        ready.send(thread)
        thread.join()
        thread.join()
        guard case .elements([true]) = outcome.receive() else {
            Issue.record("the thread did not know itself")
            return
        }
        #expect(!thread.isCurrent)
    }
}
