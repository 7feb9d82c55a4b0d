internal import Glibc
package import JSON
internal import Threads

/// What the server tells its operator: a line each, in words or as a JSON object, written by a thread of its own.
package final class ServerLog: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case text
        case json
    }

    package enum Level: String, Sendable {
        case info
        case warning
        case error
    }

    private let format: Format
    private let lines: Mailbox<[UInt8]>
    private let thread: WorkerThread

    /// - Parameter descriptor: an open file; standard error by default.
    /// - Throws: where the system has no room for another thread.
    package init(_ format: Format, descriptor: Int32 = 2) throws {
        let lines = Mailbox<[UInt8]>()
        self.format = format
        self.lines = lines
        thread = try WorkerThread(name: "server-log") {
            while case .elements(let batch) = lines.receive() { Self.write(Array(batch.joined()), to: descriptor) }
        }
    }

    /// Writes what is left.
    package func close() {
        lines.close()
        thread.join()
    }

    package func write(_ level: Level, _ message: String, _ fields: JSONObject = [:]) {
        let line =
            switch format {
            case .text: text(level, message, fields)
            case .json: json(level, message, fields)
            }
        _ = lines.send(Array((line + "\n").utf8))
    }

    private func text(_ level: Level, _ message: String, _ fields: JSONObject) -> String {
        let details = fields.map { " \($0.key)=\($0.value.string ?? $0.value.text)" }.joined()
        return level == .info ? message + details : "baton: \(message)\(details)"
    }

    private func json(_ level: Level, _ message: String, _ fields: JSONObject) -> String {
        var line: JSONObject = [
            "time": .string(Self.timestamp(SystemClock.milliseconds())), "level": .string(level.rawValue),
            "message": .string(message),
        ]
        for (key, value) in fields { line[key] = value }
        return JSONValue.object(line).text
    }

    /// `2026-11-23T09:45:00.123Z`
    private static func timestamp(_ milliseconds: Int64) -> String {
        var seconds = time_t(milliseconds / 1_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let day = String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "\(day).\(String(milliseconds % 1_000 + 1_000).dropFirst())Z"
    }

    /// A line that cannot be written is lost: the server goes on.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
