internal import Digests
internal import NIOCore
internal import NIOHTTP1
internal import Threads

/// Whose requests are answered.
package enum SignaturePolicy: Sendable {
    /// Anybody's: signatures are not looked at.
    case anyone
    /// Only those signed with one of these secret access keys, by access key id.
    case keys([String: String])

    /// Checks the signature of a request.
    ///
    /// Specification: AWS Signature Version 4, in the `Authorization` header; the path of the API is always `/`.
    /// - Throws: the service's errors for requests that are not signed, or wrongly, or too long ago.
    func check(_ request: HTTPRequest, nowSeconds: Int64 = SystemClock.milliseconds() / 1_000) throws(APIError) {
        guard case .keys(let keys) = self else { return }
        guard let header = request.headers.first(name: "authorization") else {
            throw APIError("MissingAuthenticationTokenException", "Missing Authentication Token", status: 403)
        }
        guard let signature = RequestSignature(header), let date = request.headers.first(name: "x-amz-date") else {
            throw APIError(
                "IncompleteSignatureException",
                "Authorization must be 'AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…', with X-Amz-Date",
                status: 403)
        }
        guard let secret = keys[signature.accessKeyID] else {
            throw APIError(
                "UnrecognizedClientException", "The security token included in the request is invalid.", status: 403)
        }
        guard let signed = secondsSince1970(date), abs(signed - nowSeconds) <= 15 * 60 else {
            throw APIError(
                "InvalidSignatureException", "Signature expired: \(date) is not within 15 minutes", status: 403)
        }
        guard signature.matches(request, date: date, secret: secret) else {
            throw APIError(
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                    + "Access Key and signing method.", status: 403)
        }
    }
}

/// An `Authorization` header taken apart.
private struct RequestSignature {
    let accessKeyID: String
    /// Day, region, service, `aws4_request`.
    let scope: [String]
    let signedHeaders: [String]
    let signature: String

    init?(_ header: String) {
        let algorithm = "AWS4-HMAC-SHA256"
        guard header.hasPrefix(algorithm) else { return nil }
        var fields: [Substring: Substring] = [:]
        for part in header.dropFirst(algorithm.count).split(whereSeparator: { $0 == "," || $0 == " " }) {
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { fields[pair[0]] = pair[1] }
        }
        guard let credential = fields["Credential"]?.split(separator: "/").map(String.init), credential.count >= 5,
            let headers = fields["SignedHeaders"], let signature = fields["Signature"]
        else { return nil }
        accessKeyID = credential.dropLast(4).joined(separator: "/")
        scope = Array(credential.suffix(4))
        signedHeaders = headers.split(separator: ";").map { $0.lowercased() }
        self.signature = String(signature)
    }

    /// Whether the secret key gives this signature.
    func matches(_ request: HTTPRequest, date: String, secret: String) -> Bool {
        let headers = signedHeaders.map { name in
            let values = request.headers[canonicalForm: name].map { value in
                value.split(whereSeparator: { $0 == " " }).joined(separator: " ")
            }
            return "\(name):\(values.joined(separator: ","))\n"
        }
        let bodyHash = Digest.sha256.hash(Array(request.body.readableBytesView)).hexadecimal
        let canonical = [
            "\(request.method)", String(request.path), String(request.query), headers.joined(),
            signedHeaders.joined(separator: ";"), bodyHash,
        ].joined(separator: "\n")
        let text = [
            "AWS4-HMAC-SHA256", date, scope.joined(separator: "/"),
            Digest.sha256.hash(Array(canonical.utf8)).hexadecimal,
        ].joined(separator: "\n")
        var key = Array("AWS4\(secret)".utf8)
        for part in scope { key = Digest.sha256.authenticate(Array(part.utf8), key: key) }
        let expected = Digest.sha256.authenticate(Array(text.utf8), key: key).hexadecimal
        return sameInConstantTime(expected, signature)
    }
}

/// Compares without telling by its duration how much is equal.
private func sameInConstantTime(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    return zip(left.utf8, right.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
}

/// Reads `20261123T094500Z`.
private func secondsSince1970(_ text: String) -> Int64? {
    let digits = Array(text.utf8)
    guard digits.count == 16, digits[8] == UInt8(ascii: "T"), digits[15] == UInt8(ascii: "Z") else { return nil }
    func number(_ range: Range<Int>) -> Int64? { Int64(String(decoding: digits[range], as: UTF8.self)) }
    guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8), let hour = number(9..<11),
        let minute = number(11..<13), let second = number(13..<15)
    else { return nil }
    // Days from the civil date, with years that start in March.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    return days * 86_400 + hour * 3_600 + minute * 60 + second
}
