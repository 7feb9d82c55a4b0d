internal import Glibc

/// What the system says of this process.
///
/// Source: Prometheus, "Writing client libraries", process metrics.
struct ProcessStatistics {
    let residentBytes: Int
    let cpuSeconds: Double
    let openFiles: Int
    let startSeconds: Double

    init() {
        let pages = Self.words("/proc/self/statm").dropFirst().first.flatMap { Int($0) } ?? 0
        residentBytes = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        cpuSeconds = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
        openFiles = Self.entryCount("/proc/self/fd")
        // What stands behind the program's name, which may hold blanks, starts with field 3; field 22 is the start.
        let fields = Self.text("/proc/self/stat").split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = fields.count > 19 ? Double(fields[19]) ?? 0 : 0
        startSeconds = Self.bootSeconds + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    func write(to exposition: inout Exposition) {
        exposition.single(
            "process_resident_memory_bytes", .gauge, "Resident memory size in bytes.", residentBytes)
        exposition.single(
            "process_cpu_seconds_total", .counter, "Total user and system CPU time spent in seconds.", cpuSeconds)
        exposition.single("process_open_fds", .gauge, "Number of open file descriptors.", openFiles)
        exposition.single(
            "process_start_time_seconds", .gauge, "Start time of the process since unix epoch in seconds.", startSeconds
        )
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }

    private static var bootSeconds: Double {
        let line = text("/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line?.split(separator: " ").last.flatMap { Double($0) } ?? 0
    }

    private static func words(_ path: String) -> [Substring] { text(path).split(separator: " ") }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    private static func entryCount(_ path: String) -> Int {
        guard let folder = opendir(path) else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Without `.`, `..` and the folder itself.
        return max(count - 3, 0)
    }
}
