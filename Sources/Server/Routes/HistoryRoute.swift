internal import JSON
internal import Journal
internal import Registry

extension StepFunctionsAPI {
    /// The journal keeps each event as the API prints it, so that its bytes go out as they are.
    func getExecutionHistory(_ call: Call) {
        call.attempt { () throws(APIError) in
            let record = try execution(call)
            let page = HistoryPage(
                isReversed: call.bool("reverseOrder") ?? false, limit: call.pageSize,
                hasData: call.bool("includeExecutionData") ?? true, lastEventID: record.lastEventID)
            call.succeed(try history(record, page, call))
        }
    }

    private func history(_ record: ExecutionRecord, _ page: HistoryPage, _ call: Call) throws(APIError) -> [UInt8] {
        let token = try PageToken(call)
        if token == nil, !page.isReversed, page.hasData, record.lastEventID <= page.limit {
            return wholeHistory(try stored { () throws(JournalError) in try journal.historyBytes(of: record.id) })
        }
        var first = page.isReversed ? Int64.max : 1
        if let token {
            guard let id = Int64(token.cursor) else { throw APIError(RegistryError.invalidToken) }
            first = id
        }
        let lines = try stored { () throws(JournalError) in
            try journal.history(of: record.id, from: first, limit: page.limit, reversed: page.isReversed)
        }
        return page.body(lines, from: first, call)
    }

    /// JSON lines as one answer.
    private func wholeHistory(_ lines: [UInt8]) -> [UInt8] {
        let (head, tail) = (Array(#"{"events":["#.utf8), Array("]}".utf8))
        var body: [UInt8] = []
        body.reserveCapacity(lines.count + head.count + tail.count)
        body += head
        body += lines
        if body.last == UInt8(ascii: "\n") { body.removeLast() }
        // No line feed stands inside a line of JSON.
        body.withUnsafeMutableBufferPointer { bytes in
            for index in head.count..<bytes.count where bytes[index] == UInt8(ascii: "\n") {
                bytes[index] = UInt8(ascii: ",")
            }
        }
        body += tail
        return body
    }
}

/// Part of a history, as it is asked for.
private struct HistoryPage {
    let isReversed: Bool
    let limit: Int
    /// `includeExecutionData`
    let hasData: Bool
    let lastEventID: Int64

    /// A page ends early where its events are very large.
    private static let maximumBytes = 16 << 20

    func body(_ lines: [[UInt8]], from first: Int64, _ call: Call) -> [UInt8] {
        var writer = JSONWriter()
        writer.raw(#"{"events":["#)
        var count = 0
        for line in lines {
            guard count == 0 || writer.bytes.count + line.count <= Self.maximumBytes else { break }
            if count > 0 { writer.raw(",") }
            writer.raw(hasData ? line : withoutData(line))
            count += 1
        }
        writer.raw("]")
        if let next = next(after: count, from: first) {
            writer.raw(#","nextToken":"#)
            writer.write(PageToken.text(call, after: String(next)))
        }
        writer.raw("}")
        return writer.bytes
    }

    private func next(after count: Int, from first: Int64) -> Int64? {
        let start = isReversed ? min(first, lastEventID) : first
        let next = isReversed ? start - Int64(count) : start + Int64(count)
        return (1...max(lastEventID, 1)).contains(next) && count > 0 ? next : nil
    }
}

/// An event without the inputs and outputs.
func withoutData(_ line: [UInt8]) -> [UInt8] {
    guard case .object(var event) = try? JSONValue(parsing: line) else { return line }
    for (key, value) in event where key.hasSuffix("EventDetails") {
        guard case .object(var details) = value else { continue }
        for name in ["input", "inputDetails", "output", "outputDetails", "parameters"] { details[name] = nil }
        event[key] = .object(details)
    }
    var writer = JSONWriter()
    writer.write(event)
    return writer.bytes
}
