import JSON
import Testing

@testable import Tasks

/// Signatures that the AWS SDK for Python made of the same requests.
@Suite struct RequestSignerTests {
    static let vectors: [JSONValue] = {
        let bytes = try? FileSystem.read(fixture("signatures.json"))
        return (bytes.flatMap { try? JSONValue(parsing: $0) }?.array) ?? []
    }()

    @Test func hasVectors() { #expect(Self.vectors.count >= 10) }

    @Test(arguments: vectors.indices)
    func signsAsTheSDKDoes(index: Int) throws {
        let vector = Self.vectors[index]
        let headers = try #require(vector["headers"]?.array).map {
            HTTPHeader($0[0]?.string ?? "", $0[1]?.string ?? "")
        }
        let signer = RequestSigner(
            credentials: AWSCredentials(
                accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                sessionToken: vector["token"]?.string),
            region: try #require(vector["region"]?.string), service: try #require(vector["service"]?.string))
        let request = HTTPRequest(
            method: try #require(vector["method"]?.string), url: try #require(vector["url"]?.string), headers: headers,
            body: Array((vector["body"]?.string ?? "").utf8))
        let signed = signer.sign(request, date: try #require(vector["date"]?.string))
        #expect(signed.headers.first("Authorization") == vector["authorization"]?.string, "\(vector["url"] ?? "")")
    }
}
