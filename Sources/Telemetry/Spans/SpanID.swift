import Digests

/// The ids of spans come from the execution alone, so that what is sent twice is the same span.
enum SpanID {
    /// 16 bytes in hexadecimal.
    static func trace(executionArn: String) -> String { hexadecimal("trace \(executionArn)", digits: 32) }

    /// 8 bytes in hexadecimal.
    static func span(executionArn: String, eventID: Int64) -> String {
        hexadecimal("span \(eventID) \(executionArn)", digits: 16)
    }

    private static func hexadecimal(_ text: String, digits: Int) -> String {
        String(Digest.sha256.hash(Array(text.utf8)).hexadecimal.prefix(digits))
    }
}
