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
        var executions: [ShownExecution]
        /// How many lines at the bottom change.
        var liveLineCount = 0
        var frame = 0
        var transcript = Transcript()
        var isOver = false
    }

    private let form: Form
    private let terminal = Terminal.standardError
    private let agents: AgentSourceMap
    private let screen: Mutex<Screen>
    private let ticks = Mailbox<Void>()
    private let ticker = Mutex<WorkerThread?>(nil)

    private init(_ form: Form, _ agents: AgentSourceMap, _ executions: [ShownExecution]) {
        self.form = form
        self.agents = agents
        screen = Mutex(Screen(executions: executions))
    }

    /// - Parameters:
    ///   - agents: the agent states of the first execution that starts, whose insides are not shown.
    ///   - executions: those that go on; without any it is the first that starts.
    /// - Returns: nothing where nothing is to be shown.
    static func `for`(
        isLive: Bool, isQuiet: Bool, agents: AgentSourceMap = AgentSourceMap(),
        executions: [ShownExecution] = []
    ) -> Progress? {
        isQuiet ? nil : Progress(isLive ? .live : .plain, agents, executions)
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
            let rest = screen.executions.indices.flatMap { screen.executions[$0].rest(style($0, screen)) }
            terminal.write(redrawn(&screen, above: rest))
        }
    }

    // MARK: Events

    private struct Observer: ExecutionObserver {
        let progress: Progress

        func observe(_ header: ExecutionHeader, _ events: [HistoryEvent]) { progress.take(header, events) }

        func proceeded(_ header: ExecutionHeader, _ counts: MapRunProgress) { progress.take(header, counts) }
    }

    private func take(_ header: ExecutionHeader, _ events: [HistoryEvent]) {
        screen.withLock { screen in
            guard let index = find(header, in: &screen) else { return }
            let style = style(index, screen)
            let lines = events.flatMap { screen.executions[index].apply($0, style) }
            guard !lines.isEmpty || form == .live else { return }
            terminal.write(redrawn(&screen, above: lines))
        }
    }

    private func take(_ header: ExecutionHeader, _ counts: MapRunProgress) {
        screen.withLock { screen in
            guard let index = find(header, in: &screen) else { return }
            screen.executions[index].model.apply(counts)
        }
    }

    /// The place of an execution that is shown.
    private func find(_ header: ExecutionHeader, in screen: inout Screen) -> Int? {
        if screen.executions.isEmpty { screen.executions.append(ShownExecution(header, agents)) }
        return screen.executions.firstIndex { $0.arn == header.arn }
    }

    private func style(_ index: Int, _ screen: Screen) -> ProgressLine.Style {
        let executions = screen.executions
        return ProgressLine.Style(terminal: terminal, execution: executions.count > 1 ? executions[index].name : nil)
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
        let states = screen.executions.indices.flatMap { index in
            let style = style(index, screen)
            let running = screen.executions[index].model.running.filter { !$0.isCounted }
            return running.map { ProgressLine.running($0, now, frame: screen.frame, style) }
        }
        let speech = screen.transcript.unfinished.map { terminal.colour(.faint, "  │ \($0.name): ") + $0.text }
        return (states + speech).suffix(room)
    }
}
