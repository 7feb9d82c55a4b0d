import Glibc

/// A program that is run to its end.
struct Subprocess {
    /// The exit code, or 128 and the number of the signal.
    let status: Int32
    let output: [UInt8]
    let errors: [UInt8]

    /// Runs a program that is found in `PATH`; what it reads and writes goes through files without names.
    ///
    /// - Returns: nothing where it cannot be started.
    static func run(_ words: [String], input: [UInt8] = []) -> Subprocess? {
        guard let program = words.first, let files = StandardFiles(input: input) else { return nil }
        defer { files.close() }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, file) in files.descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, file, Int32(target))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals that this thread holds back would never reach the program.
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        guard posix_spawnp(&child, program, &actions, &attributes, &arguments, environ) == 0 else { return nil }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { return nil } }
        let signal = status & 0x7F
        return Subprocess(
            status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: files.contents(of: 1),
            errors: files.contents(of: 2))
    }

    var outputText: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// Three open files that have no names any more.
private struct StandardFiles {
    let descriptors: [Int32]

    init?(input: [UInt8]) {
        var descriptors: [Int32] = []
        for _ in 0..<3 {
            var path = Array("/tmp/baton-XXXXXX".utf8CString)
            let file = mkstemp(&path)
            guard file >= 0 else {
                for descriptor in descriptors { Glibc.close(descriptor) }
                return nil
            }
            unlink(path)
            _ = fcntl(file, F_SETFD, FD_CLOEXEC)
            descriptors.append(file)
        }
        self.descriptors = descriptors
        var rest = input[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptors[0], $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        lseek(descriptors[0], 0, SEEK_SET)
    }

    func contents(of index: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        lseek(descriptors[index], 0, SEEK_SET)
        while true {
            let count = read(descriptors[index], &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    func close() { for descriptor in descriptors { Glibc.close(descriptor) } }
}
