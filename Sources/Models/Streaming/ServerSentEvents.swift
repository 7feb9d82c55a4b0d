import JSON

/// Reads `text/event-stream`.
///
/// Specification: HTML Standard, "Server-sent events"; only `data` counts, since model services repeat the event's name in it.
struct ServerSentEvents: Sendable {
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false

    /// The data of the events that these bytes complete.
    mutating func take(_ bytes: [UInt8]) -> [String] {
        var events: [String] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if line.isEmpty {
                if hasData { events.append(String(decoding: data, as: UTF8.self)) }
                data = []
                hasData = false
            } else {
                takeLine()
            }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    private mutating func takeLine() {
        let field = Array("data:".utf8)
        guard line.starts(with: field) else { return }
        var value = line.dropFirst(field.count)
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        if hasData { data.append(UInt8(ascii: "\n")) }
        data += value
        hasData = true
    }
}

/// Puts an answer together from events.
protocol EventAssembler: Sendable {
    /// Takes an event; gives the text in it.
    mutating func take(event: JSONValue) throws(ModelFailure) -> String
    /// Takes the mark that ends a stream, where there is one.
    mutating func takeEnd()
    func assembled() throws(ModelFailure) -> JSONValue
}

extension EventAssembler {
    mutating func takeEnd() {}
}

/// An assembler of what comes as server-sent events.
struct ServerSentAnswer<Events: EventAssembler>: AnswerAssembler {
    private var reader = ServerSentEvents()
    private var events: Events

    init(_ events: Events) { self.events = events }

    mutating func take(_ bytes: [UInt8]) throws(ModelFailure) -> String {
        var text = ""
        for data in reader.take(bytes) {
            if data == "[DONE]" {
                events.takeEnd()
                continue
            }
            guard let event = try? JSONValue(parsing: data) else {
                throw ModelFailure(.internalError, "An event of the stream is not JSON: \(data.prefix(200))")
            }
            text += try events.take(event: event)
        }
        return text
    }

    func assembled() throws(ModelFailure) -> JSONValue { try events.assembled() }
}
