internal import CSpawn
import Glibc
import Synchronization

/// What to run.
struct Command: Hashable, Sendable {
    /// The program, looked up in `PATH` where it has no slash, and its arguments.
    var words: [String]
    var environment: [String: String]
    var directory: String?
}

/// How a process ended.
enum ExitStatus: Hashable, Sendable, CustomStringConvertible {
    case code(CInt)
    case signal(CInt)

    var description: String {
        switch self {
        case .code(let code): "exit status \(code)"
        case .signal(SIGKILL): "signal: killed"
        case .signal(SIGSEGV): "signal: segmentation fault"
        case .signal(SIGABRT): "signal: aborted"
        case .signal(SIGTERM): "signal: terminated"
        case .signal(let number): "signal: \(String(cString: strsignal(number)))"
        }
    }
}

/// A process that we started, leader of its own process group.
final class ChildProcess: Sendable {
    private enum State {
        case running
        /// Its id may belong to another process by now.
        case reaped(ExitStatus)
    }

    private let state = Mutex(State.running)
    private let pid: pid_t

    /// Starts the command with these descriptors of ours as its own (`[0: …]` is its standard input); it gets no others.
    ///
    /// - Throws: `SystemError`, among them for a program that does not exist.
    init(_ command: Command, descriptors: [CInt: CInt]) throws(SystemError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (theirs, ours) in descriptors.sorted(by: { $0.key < $1.key }) {
            posix_spawn_file_actions_adddup2(&actions, ours, theirs)
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, max(3, Int32(descriptors.keys.max() ?? 2) + 1))
        if let directory = command.directory { posix_spawn_file_actions_addchdir_np(&actions, directory) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigfillset(&defaults)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        var unblocked = sigset_t()
        sigemptyset(&unblocked)
        posix_spawnattr_setsigmask(&attributes, &unblocked)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var started: pid_t = 0
        let environment = command.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let program = command.words.first ?? ""
        let status = withCStrings(command.words) { arguments in
            withCStrings(environment) { variables in
                posix_spawnp(&started, program, &actions, &attributes, arguments, variables)
            }
        }
        guard status == 0 else { throw SystemError(operation: "start '\(program)'", code: status) }
        pid = started
    }

    /// Ends the process and all that it started, unless it has ended already.
    func kill() {
        state.withLock { if case .running = $0 { _ = Glibc.kill(-pid, SIGKILL) } }
    }

    /// Waits for the end of the process.
    func wait() -> ExitStatus {
        // Without reaping, so that `kill` in another thread still means this process.
        if !isReaped { _ = hasEnded(waiting: true) }
        return state.withLock { state in
            if case .reaped(let status) = state { return status }
            var word: CInt = 0
            waitpid(pid, &word, 0)
            let status = word & 0x7F == 0 ? ExitStatus.code(word >> 8 & 0xFF) : .signal(word & 0x7F)
            state = .reaped(status)
            return status
        }
    }

    /// Waits for the end of the process so long, then ends it.
    func stop(withinMilliseconds: Int64) -> ExitStatus {
        let deadline = MonotonicTime.now.adding(milliseconds: withinMilliseconds)
        while !isReaped, !hasEnded(waiting: false), MonotonicTime.now < deadline { usleep(2_000) }
        kill()
        return wait()
    }

    private var isReaped: Bool {
        state.withLock { if case .reaped = $0 { true } else { false } }
    }

    private func hasEnded(waiting: Bool) -> Bool {
        var info = siginfo_t()
        let flags = WEXITED | WNOWAIT | (waiting ? 0 : WNOHANG)
        while true {
            if waitid(P_PID, id_t(pid), &info, flags) == 0 { return info._sifields._sigchld.si_pid == pid }
            if errno != EINTR { return true }
        }
    }
}

private func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers)
}
