internal import CCurl

/// One exchange under way: what libcurl writes to, and whom to tell.
///
/// `@unchecked Sendable`: made by the caller, handed to the client's thread once, and touched only there afterwards.
final class HTTPTransfer: @unchecked Sendable {
    let id: UInt64
    let request: HTTPRequest
    let deliver: HTTPDelivery
    let completion: @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void

    private var headerBytes: [UInt8] = []
    private var body: [UInt8] = []
    private var receivedCount = 0
    private var isTooLarge = false
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutableBufferPointer<CChar>

    init(
        id: UInt64, request: HTTPRequest, deliver: HTTPDelivery,
        completion: @escaping @Sendable (Result<HTTPResponse, HTTPFailure>) -> Void
    ) {
        self.id = id
        self.request = request
        self.deliver = deliver
        self.completion = completion
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0)
    }

    deinit {
        ccurl_slist_free_all(headerList)
        errorText.deallocate()
    }

    /// Why the request cannot be put on the wire, where it cannot.
    var fault: HTTPFailure? {
        let texts = [request.method, request.url] + request.headers.flatMap { [$0.name, $0.value] }
        if texts.contains(where: { $0.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F } }) {
            return .invalidRequest("a control character in the method, the URL or a header")
        }
        if request.headers.contains(where: { $0.name.isEmpty || $0.name.utf8.contains(UInt8(ascii: ":")) }) {
            return .invalidRequest("a header name is empty or has a colon in it")
        }
        return nil
    }

    /// Sets every option of the request on a fresh handle.
    func configure(_ easy: UnsafeMutableRawPointer, noProxy: String) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_string(easy, CURLOPT_URL, request.url)
        ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_string(easy, CURLOPT_NOPROXY, noProxy)
        ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(clamping: max(1, request.timeoutMilliseconds)))
        ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: max(1, request.connectTimeoutMilliseconds)))
        ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText.baseAddress)
        setMethodAndBody(easy)
        setHeaders(easy)
        ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION, onBody)
        ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        ccurl_set_data_callback(easy, CURLOPT_HEADERFUNCTION, onHeader)
        ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context)
    }

    private func setMethodAndBody(_ easy: UnsafeMutableRawPointer) {
        let carriesBody = !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method)
        if request.method == "HEAD" {
            ccurl_set_long(easy, CURLOPT_NOBODY, 1)
        } else if carriesBody {
            ccurl_set_off_t(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
            request.body.withUnsafeBytes {
                let start = UnsafeMutableRawPointer(mutating: $0.baseAddress ?? UnsafeRawPointer(easy))
                _ = ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, start)
            }
        }
        ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func setHeaders(_ easy: UnsafeMutableRawPointer) {
        for header in request.headers {
            headerList = ccurl_slist_append(
                headerList, header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        // What libcurl would add of its own accord.
        for name in ["Expect", "Content-Type", "Accept"] where request.headers.first(name) == nil {
            headerList = ccurl_slist_append(headerList, "\(name):")
        }
        ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, headerList)
    }

    func receiveHeaderLine(_ line: UnsafeRawBufferPointer) -> Int {
        // Each response to the same request starts anew: 100 Continue, a proxy's answer, then the real one.
        if line.starts(with: Array("HTTP/".utf8)) { headerBytes.removeAll(keepingCapacity: true) }
        guard headerBytes.count + line.count <= 1 << 20 else { return 0 }
        headerBytes.append(contentsOf: line)
        return line.count
    }

    func receiveBody(_ bytes: UnsafeRawBufferPointer, status: Int) -> Int {
        receivedCount += bytes.count
        if receivedCount > request.maximumResponseBytes {
            isTooLarge = true
            let excess = receivedCount - request.maximumResponseBytes
            if case .stream(let chunk) = deliver, (200..<300).contains(status) {
                chunk([UInt8](bytes.dropLast(excess)))
            }
            return 0
        }
        if case .stream(let chunk) = deliver, (200..<300).contains(status) {
            chunk([UInt8](bytes))
        } else {
            body.append(contentsOf: bytes)
        }
        return bytes.count
    }

    /// The status of the response that is being received.
    var status: Int {
        // The status line is `HTTP/1.1 200 OK` or `HTTP/2 200`.
        let digits = headerBytes.drop { $0 != UInt8(ascii: " ") }.dropFirst().prefix(3)
        return Int(String(decoding: digits, as: UTF8.self)) ?? 0
    }

    /// Tells the caller how it ended.
    func finish(_ code: CURLcode) {
        completion(code == CURLE_OK ? .success(response()) : .failure(failure(code)))
    }

    private func response() -> HTTPResponse {
        let lines = headerBytes.split(separator: UInt8(ascii: "\n")).map { $0.last == 0x0D ? $0.dropLast() : $0 }
        let statusLine = lines.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let reason = statusLine.split(separator: " ", maxSplits: 2).dropFirst(2).first.map(String.init) ?? ""
        let headers = lines.dropFirst().compactMap { line -> HTTPHeader? in
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let value = line[line.index(after: colon)...].trimmingBlanks()
            return HTTPHeader(String(decoding: line[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
        return HTTPResponse(status: status, reason: reason, headers: headers, body: body)
    }

    private func failure(_ code: CURLcode) -> HTTPFailure {
        let written = errorText.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let text =
            written.isEmpty ? String(cString: ccurl_easy_strerror(code)) : String(decoding: written, as: UTF8.self)
        return switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidRequest(text)
        case CURLE_COULDNT_RESOLVE_HOST: .unknownHost(URLParts(request.url)?.host ?? request.url)
        case CURLE_COULDNT_CONNECT: .cannotConnect(text)
        case CURLE_OPERATION_TIMEDOUT: .timedOut(milliseconds: request.timeoutMilliseconds)
        case CURLE_WRITE_ERROR where isTooLarge: .responseTooLarge(maximumBytes: request.maximumResponseBytes)
        default: .broken(text)
        }
    }
}

/// Where a response body goes.
package enum HTTPDelivery: Sendable {
    /// Into `HTTPResponse.body`.
    case whole
    /// To this function, piece by piece, on the client's thread; the body of a response whose status is not 2xx is
    /// delivered whole.
    case stream(@Sendable ([UInt8]) -> Void)
}

private let onBody: ccurl_data_callback = { data, size, count, context in
    guard let data, let context else { return 0 }
    let transfer = Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receiveBody(UnsafeRawBufferPointer(start: data, count: size * count), status: transfer.status)
}

private let onHeader: ccurl_data_callback = { data, size, count, context in
    guard let data, let context else { return 0 }
    let transfer = Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receiveHeaderLine(UnsafeRawBufferPointer(start: data, count: size * count))
}

extension ArraySlice<UInt8> {
    fileprivate func trimmingBlanks() -> ArraySlice<UInt8> {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var slice = drop(while: isBlank)
        while let last = slice.last, isBlank(last) { slice.removeLast() }
        return slice
    }
}
