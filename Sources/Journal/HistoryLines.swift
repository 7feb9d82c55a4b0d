internal import Glibc

/// How many line feeds there are.
func lineCount(of events: [UInt8]) -> Int {
    events.withUnsafeBytes { bytes in
        guard var start = bytes.baseAddress else { return 0 }
        let end = start + bytes.count
        var count = 0
        while let found = memchr(start, CInt(UInt8(ascii: "\n")), end - start) {
            count += 1
            start = UnsafeRawPointer(found) + 1
        }
        return count
    }
}

/// Cuts a row of history into its lines, for the events from `first` on that are in `wanted`.
func lines(of events: [UInt8], first: Int64, in wanted: ClosedRange<Int64>) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var (start, id) = (0, first)
    while let end = events[start...].firstIndex(of: UInt8(ascii: "\n")) {
        if wanted.contains(id) { lines.append(Array(events[start..<end])) }
        if id >= wanted.upperBound { break }
        (start, id) = (end + 1, id + 1)
    }
    return lines
}

/// The events of a page: up to `limit` from `first` on upwards or, reversed, downwards, of those there are.
func pageOfEvents(from first: Int64, limit: Int, reversed: Bool, lastEventID: Int64) -> ClosedRange<Int64>? {
    let count = min(Int64(limit), lastEventID)
    guard count > 0 else { return nil }
    if reversed {
        let high = min(first, lastEventID)
        return high >= 1 ? max(high - count + 1, 1)...high : nil
    }
    let low = max(first, 1)
    return low <= lastEventID ? low...min(low + count - 1, lastEventID) : nil
}
