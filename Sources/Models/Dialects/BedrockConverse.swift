package import JSON
package import Tasks

/// Amazon Bedrock's own Converse, and servers that speak it.
///
/// Source: Amazon Bedrock API Reference, "Converse".
package struct BedrockConverse: ModelProvider {
    private let client: HTTPClient
    private let url: String?
    private let model: String?
    private let key: String?
    private let signers: RequestSigners?

    /// - Parameters:
    ///   - url: nil for the service in the request's region.
    ///   - key: a Bedrock API key; without one requests are signed.
    package init(client: HTTPClient, url: String?, model: String?, key: String?, signers: RequestSigners?) {
        self.client = client
        self.url = url
        self.model = model
        self.key = key
        self.signers = signers
    }

    package func converse(
        _ request: ModelRequest, completion: @escaping @Sendable (Result<JSONValue, ModelFailure>) -> Void
    ) -> TaskCancellation {
        var body = request.body.object ?? [:]
        body["ModelId"] = nil
        let text = MemberCase.camel.apply(to: .object(body)).text
        let base = url ?? "https://bedrock-runtime.\(request.region).amazonaws.com"
        let id = Self.escaped(model ?? request.modelID)
        var post = HTTPRequest(
            method: "POST", url: "\(base)/model/\(id)/converse",
            headers: [HTTPHeader("Content-Type", "application/json")], body: Array(text.utf8),
            timeoutMilliseconds: request.timeoutMilliseconds)
        if let key {
            post.headers.append(HTTPHeader("Authorization", "Bearer \(key)"))
        } else if let signers {
            post = signers.sign(post, region: request.region, service: "bedrock")
        }
        return HTTPModelCall(client: client).post(post, completion: completion) {
            .success(MemberCase.pascal.apply(to: $0))
        }
    }

    /// A model id in a path: all but unreserved characters percent-encoded (RFC 3986).
    private static func escaped(_ id: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return id.utf8.reduce(into: "") { text, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}

/// How Converse spells its members; what users and models wrote stays as it is.
enum MemberCase {
    /// As Bedrock's API has it: `toolUse`.
    case camel
    /// As Step Functions has it: `ToolUse`.
    case pascal

    private static let opaque: Set<String> = [
        "json", "additionalmodelrequestfields", "additionalmodelresponsefields", "requestmetadata", "promptvariables",
    ]

    func apply(to value: JSONValue, inside parent: String = "") -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map { apply(to: $0, inside: parent) })
        case .object(let object):
            .object(
                JSONObject(
                    object.lazy.map { key, value in
                        let name = key.lowercased()
                        let isOpaque = Self.opaque.contains(name) || name == "input" && parent == "tooluse"
                        return (spelled(key), isOpaque ? value : apply(to: value, inside: name))
                    }))
        default: value
        }
    }

    private func spelled(_ key: String) -> String {
        let first = key.prefix(1)
        return (self == .camel ? first.lowercased() : first.uppercased()) + key.dropFirst()
    }
}
