/// One header line; names are compared without regard to case.
package struct HTTPHeader: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTPHeader] {
    /// The value of the first header of that name.
    package func first(_ name: String) -> String? {
        first { sameLetters($0.name, name) }?.value
    }
}

/// Whether two header names are the same but for case.
package func sameLetters(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && zip(left.utf8, right.utf8).allSatisfy { lowered($0) == lowered($1) }
}

private func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

/// A request to an `http:` or `https:` URL.
package struct HTTPRequest: Sendable {
    package var method: String
    /// Absolute, already percent-encoded; it is sent as it stands.
    package var url: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]
    /// Bound on the whole exchange.
    package var timeoutMilliseconds: Int64
    package var connectTimeoutMilliseconds: Int64
    /// A longer response body is refused.
    package var maximumResponseBytes: Int

    package init(
        method: String, url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
        timeoutMilliseconds: Int64 = 60_000, connectTimeoutMilliseconds: Int64 = 10_000,
        maximumResponseBytes: Int = 64 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        self.maximumResponseBytes = maximumResponseBytes
    }
}

/// What a server answered.
package struct HTTPResponse: Hashable, Sendable {
    package var status: Int
    /// The text after the status, such as `Not Found`; empty with HTTP/2.
    package var reason: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]

    package init(status: Int, reason: String = "", headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
    }
}

/// Why there is no response.
package enum HTTPFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The request cannot be sent as it is.
    case invalidRequest(String)
    case unknownHost(String)
    case cannotConnect(String)
    case timedOut(milliseconds: Int64)
    case responseTooLarge(maximumBytes: Int)
    case cancelled
    /// Anything else that libcurl reports, in its words.
    case broken(String)

    package var description: String {
        switch self {
        case .invalidRequest(let reason): reason
        case .unknownHost(let host): "\(host): Name or service not known"
        case .cannotConnect(let reason): reason
        case .timedOut(let milliseconds): "no response within \(milliseconds) ms"
        case .responseTooLarge(let maximum): "the response is larger than \(maximum) bytes"
        case .cancelled: "the request was cancelled"
        case .broken(let reason): reason
        }
    }
}
