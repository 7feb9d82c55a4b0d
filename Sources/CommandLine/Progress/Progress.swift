import AgentStates
import Engine
import Interpreter
import Models
import Synchronization
import Tasks
import Threads

/// Shows on the standard error what an execution does.
final class Progress: Sendable {
    private enum Form {
        case live
        case plain
    }

    private struct Screen {
        var model: ProgressModel
        /// How many lines at the bottom change.
        var liveLineCount = 0
        var frame = 0
        var transcript = Transcript()
        /// The visits whose end was printed.
        var printed: Set<Int> = []
        var isOver = false
    }

    private let form: Form
    private let terminal = Terminal.standardError
    private let screen: Mutex<Screen>
    private let ticks = Mailbox<Void>()
    private let ticker = Mutex<WorkerThread?>(nil)

    private init(_ form: Form, _ agents: AgentSourceMap) {
        self.form = form
        screen = Mutex(Screen(model: ProgressModel(agents: agents)))
    }

    /// - Parameter agents: the agent states, whose insides are not shown.
    /// - Returns: nothing where nothing is to be shown.
    static func `for`(isLive: Bool, isQuiet: Bool, agents: AgentSourceMap = AgentSourceMap()) -> Progress? {
        isQuiet ? nil : Progress(isLive ? .live : .plain, agents)
    }

    var observer: any ExecutionObserver { Observer(progress: self) }

    /// Shows what functions print, line by line.
    var functionLog: TaskLog {
        TaskLog { [self] entry in
            let text = String(decoding: entry.text, as: UTF8.self)
            printAbove(
                text.split(whereSeparator: \.isNewline).map { terminal.colour(.faint, "  │ \(entry.source): \($0)") })
        }
    }

    /// Shows what models say as they say it, on a terminal.
    var modelListener: ModelHandler.Listener? {
        guard form == .live else { return nil }
        return { [self] speaker, speech in
            screen.withLock { screen in
                let lines = screen.transcript.take(
                    speech, of: speaker, width: terminal.width - speaker.name.count - 8)
                let text = lines.map { terminal.colour(.faint, "  │ \($0.name): ") + $0.text }
                terminal.write(redrawn(&screen, above: text))
            }
        }
    }

    // MARK: Life

    func begin() {
        guard form == .live else { return }
        let thread = try? WorkerThread(name: "baton-progress") { [self] in
            while case .timedOut = ticks.receive(waitingAtMostNanoseconds: 100_000_000) {
                screen.withLock { screen in
                    screen.frame += 1
                    terminal.write(redrawn(&screen, above: []))
                }
            }
        }
        ticker.withLock { $0 = thread }
    }

    /// Takes the changing lines away and prints what is still to be said.
    func end() {
        ticks.close()
        ticker.withLock { $0?.join() }
        screen.withLock { screen in
            guard !screen.isOver else { return }
            screen.isOver = true
            let rest = screen.model.visits.indices.filter { index in
                let visit = screen.model.visits[index]
                return !visit.isCounted && visit.stopMilliseconds != nil && !screen.printed.contains(index)
            }
            terminal.write(redrawn(&screen, above: rest.map { ProgressLine.ended(screen.model.visits[$0], terminal) }))
        }
    }

    // MARK: Events

    private struct Observer: ExecutionObserver {
        let progress: Progress

        func observe(_ header: ExecutionHeader, _ events: [HistoryEvent]) { progress.take(events) }
    }

    private func take(_ events: [HistoryEvent]) {
        screen.withLock { screen in
            var lines: [String] = []
            for event in events {
                let caught = screen.model.visits.indices.filter { screen.model.visits[$0].phase == .failed }
                guard let change = screen.model.apply(event) else { continue }
                for index in caught where screen.model.visits[index].phase == .caught {
                    add(index, to: &lines, &screen)
                }
                switch change {
                case .ended(let index): add(index, to: &lines, &screen)
                case .tried(let index) where !screen.model.visits[index].isCounted:
                    lines.append(ProgressLine.tried(screen.model.visits[index], event.timestampMilliseconds, terminal))
                default: break
                }
            }
            guard !lines.isEmpty || form == .live else { return }
            terminal.write(redrawn(&screen, above: lines))
        }
    }

    private func add(_ index: Int, to lines: inout [String], _ screen: inout Screen) {
        let visit = screen.model.visits[index]
        guard !visit.isCounted, screen.printed.insert(index).inserted else { return }
        lines.append(ProgressLine.ended(visit, terminal))
    }

    // MARK: Drawing

    private func printAbove(_ lines: [String]) {
        screen.withLock { terminal.write(redrawn(&$0, above: lines)) }
    }

    /// The text that puts lines above the changing ones, and draws those anew.
    private func redrawn(_ screen: inout Screen, above lines: [String]) -> String {
        let permanent = lines.map { $0 + "\n" }.joined()
        guard form == .live else { return permanent }
        var text = screen.liveLineCount > 0 ? "\u{1B}[\(screen.liveLineCount)A\r\u{1B}[J" : ""
        text += permanent
        let live = screen.isOver ? [] : liveLines(screen)
        screen.liveLineCount = live.count
        return text + live.map { $0 + "\n" }.joined()
    }

    private func liveLines(_ screen: Screen) -> [String] {
        let now = SystemClock.milliseconds()
        let room = max(terminal.height - 2, 1)
        let shown = screen.model.running.filter { !$0.isCounted }
        let states = shown.map { ProgressLine.running($0, now, frame: screen.frame, terminal) }
        let speech = screen.transcript.unfinished.map { terminal.colour(.faint, "  │ \($0.name): ") + $0.text }
        return (states + speech).suffix(room)
    }
}
