import Synchronization

/// The signers of one set of credentials, by region and service.
package final class RequestSigners: Sendable {
    private struct Scope: Hashable {
        let region: String
        let service: String
    }

    private let credentials: AWSCredentials
    private let signers = Mutex<[Scope: RequestSigner]>([:])

    package init(credentials: AWSCredentials) { self.credentials = credentials }

    /// Signs the request as sent now.
    package func sign(_ request: HTTPRequest, region: String, service: String) -> HTTPRequest {
        let scope = Scope(region: region, service: service)
        let signer = signers.withLock { signers in
            if let signer = signers[scope] { return signer }
            let signer = RequestSigner(credentials: credentials, region: region, service: service)
            signers[scope] = signer
            return signer
        }
        return signer.sign(request, date: WallTime.now.basicISO8601)
    }
}
