import Engine
package import Interpreter
package import Journal
import Synchronization
import Threads

/// Sends spans and measurements of executions while they run, from a thread of its own.
package final class LiveTelemetry: ExecutionObserver {
    private struct News: Sendable {
        let header: ExecutionHeader
        let events: [HistoryEvent]
    }

    private let mailbox: Mailbox<News>
    private let thread: WorkerThread

    /// - Parameter reportFault: told, once for each fault, why something was not taken.
    /// - Throws: `WorkerThreadError`
    package init(
        exporter: OTLPExporter, content: ContentPolicy, journal: any ExecutionJournal,
        reportFault: @escaping @Sendable (String) -> Void
    ) throws {
        let mailbox = Mailbox<News>()
        self.mailbox = mailbox
        thread = try WorkerThread(name: "baton-telemetry") {
            var sender = TelemetrySender(
                exporter: exporter, content: content, journal: journal, reportFault: reportFault)
            while true {
                switch mailbox.receive(waitingAtMostNanoseconds: 1_000_000_000) {
                case .elements(let news):
                    for item in news { sender.take(item.header, item.events) }
                    if SystemClock.milliseconds() - sender.flushMilliseconds > 1_000 { sender.flush() }
                case .timedOut: sender.flush()
                case .closed: return sender.flush(attempts: 2)
                }
            }
        }
    }

    package func observe(_ header: ExecutionHeader, _ events: [HistoryEvent]) {
        mailbox.send(News(header: header, events: events))
    }

    /// Sends what is left and ends. Blocks until done.
    package func close() {
        mailbox.close()
        thread.join()
    }
}

/// What the thread of live telemetry holds.
private struct TelemetrySender {
    let exporter: OTLPExporter
    let content: ContentPolicy
    let journal: any ExecutionJournal
    let reportFault: @Sendable (String) -> Void
    private var traces: [Int64: ExecutionTrace] = [:]
    private var spans: [Span] = []
    private var metrics = ModelMetrics()
    private var reported: Set<String> = []
    /// When was sent last.
    private(set) var flushMilliseconds = SystemClock.milliseconds()

    init(
        exporter: OTLPExporter, content: ContentPolicy, journal: any ExecutionJournal,
        reportFault: @escaping @Sendable (String) -> Void
    ) {
        self.exporter = exporter
        self.content = content
        self.journal = journal
        self.reportFault = reportFault
    }

    mutating func take(_ header: ExecutionHeader, _ events: [HistoryEvent]) {
        guard let first = events.first, var trace = traces[header.id] ?? begin(header, at: first.id) else { return }
        for event in events {
            for index in trace.apply(event) {
                metrics.record(trace.nodes[index])
                if let span = trace.span(of: index, content) { spans.append(span) }
            }
        }
        traces[header.id] = trace.isOver ? nil : trace
        if spans.count >= OTLPExporter.batchSize { flush() }
    }

    /// What happened before, in an earlier process, was sent then.
    private func begin(_ header: ExecutionHeader, at first: Int64) -> ExecutionTrace? {
        guard let record = try? journal.execution(arn: header.arn), var trace = try? ExecutionTrace(record, in: journal)
        else { return nil }
        if first > 1 { try? trace.applyHistory(of: record, in: journal, before: first) }
        return trace
    }

    mutating func flush(attempts: Int = 3) {
        flushMilliseconds = SystemClock.milliseconds()
        let histograms = metrics.histograms
        guard !spans.isEmpty || !histograms.isEmpty else { return }
        let faults = exporter.send(spans: spans, histograms: histograms, attempts: attempts)
        // What is not taken is not kept: the journal has it, and `baton trace` sends it again.
        spans = []
        metrics = ModelMetrics()
        for fault in faults where reported.insert(fault).inserted { reportFault("telemetry: \(fault)") }
    }
}
