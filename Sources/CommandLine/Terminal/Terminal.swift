import Glibc

/// A stream that people or programs read.
struct Terminal: Sendable {
    private let descriptor: Int32
    /// Whether people look at it, so that it may have colours and lines that change.
    let isInteractive: Bool

    static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
    static let standardError = Terminal(descriptor: STDERR_FILENO)

    private init(descriptor: Int32) {
        self.descriptor = descriptor
        let isDumb = environment("TERM") == "dumb"
        isInteractive = isatty(descriptor) == 1 && !isDumb
    }

    /// Whether colours are welcome: `NO_COLOR` turns them off.
    var hasColours: Bool { isInteractive && environment("NO_COLOR") == nil }

    /// In characters; 80 where it is not known.
    var width: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    var height: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
        return Int(size.ws_row)
    }

    /// Writes all of it; a reader that went away is ignored.
    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Begins a new page, where people look at it.
    func clear() { if isInteractive { write("\u{1B}[2J\u{1B}[H") } }

    func colour(_ colour: Colour, _ text: String) -> String {
        hasColours ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}

enum Colour: Int, Sendable {
    case bold = 1
    case faint = 2
    case red = 31
    case green = 32
    case yellow = 33
    case blue = 34
    case cyan = 36
}

/// The value of an environment variable; nothing where it is not set.
func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
