import Glibc

/// Times and durations as people read them.
enum TimeText {
    /// `0.2 ms`, `48 ms`, `1.24 s`, `2 min 05 s`, `3 h 07 min`, `2 d 4 h`.
    static func duration(milliseconds: Int64) -> String {
        let seconds = milliseconds / 1_000
        switch seconds {
        case ..<1: return "\(max(milliseconds, 0)) ms"
        case ..<60: return "\(seconds).\(padded(milliseconds % 1_000 / 10)) s"
        case ..<3_600: return "\(seconds / 60) min \(padded(seconds % 60)) s"
        case ..<86_400: return "\(seconds / 3_600) h \(padded(seconds / 60 % 60)) min"
        default: return "\(seconds / 86_400) d \(seconds / 3_600 % 24) h"
        }
    }

    /// Local time, `2026-01-31 12:00:05`.
    static func local(milliseconds: Int64) -> String { formatted(milliseconds, "%Y-%m-%d %H:%M:%S") }

    /// Local time of day with milliseconds, `12:00:05.250`.
    static func timeOfDay(milliseconds: Int64) -> String {
        let fraction = String(milliseconds % 1_000 + 1_000).dropFirst()
        return formatted(milliseconds, "%H:%M:%S") + ".\(fraction)"
    }

    private static func formatted(_ milliseconds: Int64, _ format: String) -> String {
        var seconds = time_t(milliseconds / 1_000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, format, &parts)
        return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
