internal import Digests
import Synchronization

/// Signs HTTP requests as AWS services ask for.
///
/// Specification: AWS Signature Version 4; the request is signed as it stands on the wire.
package final class RequestSigner: Sendable {
    package let credentials: AWSCredentials
    package let region: String
    /// The signing name of the service, such as `lambda`.
    package let service: String
    /// The key of the last day that was signed for: it takes longer to make than a signature.
    private let lastKey = Mutex<(day: Substring, key: [UInt8])>(("", []))

    package init(credentials: AWSCredentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// Adds `X-Amz-Date`, the session token where there is one, S3's content hash, and `Authorization`.
    ///
    /// - Parameter date: as in `20261123T094500Z`.
    package func sign(_ request: HTTPRequest, date: String) -> HTTPRequest {
        guard let parts = URLParts(request.url) else { return request }
        let bodyHash = Digest.sha256.hash(request.body).hexadecimal
        var signed = request
        signed.headers.append(HTTPHeader("X-Amz-Date", date))
        if service == "s3" { signed.headers.append(HTTPHeader("X-Amz-Content-SHA256", bodyHash)) }
        if let token = credentials.sessionToken { signed.headers.append(HTTPHeader("X-Amz-Security-Token", token)) }
        let headers = canonicalHeaders(of: signed, host: parts.hostHeader)
        let names = headers.map(\.name).joined(separator: ";")
        let canonical = [
            request.method, canonicalPath(parts.path), canonicalQuery(parts.query ?? ""),
            headers.map { "\($0.name):\($0.value)\n" }.joined(), names, bodyHash,
        ].joined(separator: "\n")
        let scope = "\(date.prefix(8))/\(region)/\(service)/aws4_request"
        let text = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(Digest.sha256.hash(Array(canonical.utf8)).hexadecimal)"
        let signature = Digest.sha256.authenticate(Array(text.utf8), key: signingKey(day: date.prefix(8))).hexadecimal
        signed.headers.append(
            HTTPHeader(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(names), "
                    + "Signature=\(signature)"))
        return signed
    }

    private func signingKey(day: Substring) -> [UInt8] {
        lastKey.withLock { last in
            if last.day != day { last = (day, makeKey(day: day)) }
            return last.key
        }
    }

    private func makeKey(day: Substring) -> [UInt8] {
        var key = Array("AWS4\(credentials.secretAccessKey)".utf8)
        for part in [String(day), region, service, "aws4_request"] {
            key = Digest.sha256.authenticate(Array(part.utf8), key: key)
        }
        return key
    }

    /// `host`, `content-type` and all of `x-amz-`, by name; values trimmed, with single blanks inside.
    private func canonicalHeaders(of request: HTTPRequest, host: String) -> [HTTPHeader] {
        var headers = [HTTPHeader("host", host)]
        for header in request.headers {
            let name = header.name.lowercased()
            guard name == "content-type" || name == "content-md5" || name.hasPrefix("x-amz-") else { continue }
            headers.append(HTTPHeader(name, header.value.split(whereSeparator: { $0 == " " }).joined(separator: " ")))
        }
        return headers.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// S3 signs the path as sent; the other services normalise it and encode it once more.
    private func canonicalPath(_ path: String) -> String {
        guard service != "s3" else { return path.isEmpty ? "/" : path }
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let tail = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
        return "/" + segments.map { percentEncoded(String($0)) }.joined(separator: "/") + tail
    }

    /// Every name and value encoded anew and sorted, a missing value as an empty one.
    private func canonicalQuery(_ query: String) -> String {
        query.split(separator: "&").map { pair -> (String, String) in
            let name = pair.prefix { $0 != "=" }
            return (
                percentEncoded(percentDecoded(name)), percentEncoded(percentDecoded(pair.dropFirst(name.count + 1)))
            )
        }
        .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        .map { "\($0.0)=\($0.1)" }
        .joined(separator: "&")
    }
}
