internal import NIOCore
internal import NIOHTTP1
internal import Tasks

/// The built-in DynamoDB and S3 for clients from outside: what workflows read can be put there with the AWS CLI and SDKs.
///
/// Requests tell the service that they are for: DynamoDB's by `X-Amz-Target`, S3's by the scope of their signature.
struct StoreRoutes: Sendable {
    let stores: BuiltInStores
    let jobs: JobQueue
    let signatures: SignaturePolicy

    /// Answers the request where it is for one of the stores.
    ///
    /// - Returns: whether it is.
    func handle(_ request: HTTPRequest, _ responder: HTTPResponder) -> Bool {
        if let target = request.headers.first(name: "x-amz-target") {
            guard target.hasPrefix(ItemRoutes.targetPrefix) else { return false }
            ItemRoutes(stores: stores, signatures: signatures).handle(request, target: target, responder)
            return true
        }
        guard request.headers.first(name: "authorization")?.contains("/s3/aws4_request") == true else { return false }
        guard case .anyone = signatures else {
            responder.send(
                .store(
                    StoreRefusal(
                        code: "AccessDenied", message: "S3 is not served with '--require-signature'", status: 403)))
            return true
        }
        jobs.add { responder.send(ObjectRoutes(objects: stores.objects).reply(to: request)) }
        return true
    }
}
