internal import JSON
internal import NIOCore
internal import NIOHTTP1
internal import Tasks

/// DynamoDB's API, in the AWS JSON 1.0 protocol.
struct ItemRoutes {
    static let targetPrefix = "DynamoDB_20120810."

    let stores: BuiltInStores
    let signatures: SignaturePolicy

    func handle(_ request: HTTPRequest, target: String, _ responder: HTTPResponder) {
        let operation = target.dropFirst(Self.targetPrefix.count)
        let action = operation.prefix(1).lowercased() + operation.dropFirst()
        do {
            try signatures.check(request)
        } catch {
            return responder.send(.json(error))
        }
        guard let parameters = try? JSONValue(parsing: Array(request.body.readableBytesView)) else {
            return responder.send(.json(APIError("SerializationException", "the body is not JSON")))
        }
        stores.performItemAction(action, parameters) { result in
            switch result {
            case .success(let response):
                responder.send(.api(Array(JSONValue.object(response).text.utf8), requestID: RandomID.uuid()))
            case .failure(let refusal):
                responder.send(.json(APIError(refusal.code, refusal.message, status: refusal.status)))
            }
        }
    }
}
