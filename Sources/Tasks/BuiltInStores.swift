package import JSON

/// The DynamoDB and S3 of this machine, for whoever is not a task.
package struct BuiltInStores: Sendable {
    package let objects: FolderObjectStore
    let items: ItemService
    let region: String

    /// Performs an action of DynamoDB, such as `putItem`, with parameters and response as its API has them.
    package func performItemAction(
        _ action: String, _ parameters: JSONValue,
        completion: @escaping @Sendable (Result<JSONObject, StoreRefusal>) -> Void
    ) {
        let call = ServiceCall(service: "dynamodb", action: action, parameters: parameters, region: region)
        _ = items.perform(call) { outcome in
            completion(outcome.map(\.result).mapError { StoreRefusal($0.failure) })
        }
    }
}

/// Why a store does not do what it was asked, in the terms of its API.
package struct StoreRefusal: Error, Hashable, Sendable {
    package let code: String
    package let message: String
    /// Of HTTP.
    package let status: Int

    package init(code: String, message: String, status: Int) {
        self.code = code
        self.message = message
        self.status = status
    }

    package init(_ fault: ObjectStoreFault) {
        let (code, status) =
            switch fault {
            case .noSuchBucket: ("NoSuchBucket", 404)
            case .noSuchKey: ("NoSuchKey", 404)
            case .invalidBucketName: ("InvalidBucketName", 400)
            case .keyTooLong: ("KeyTooLongError", 400)
            case .system, .service: ("InternalError", 500)
            }
        self.init(code: code, message: fault.description, status: status)
    }

    init(_ failure: ServiceFailure) {
        switch failure {
        case .refused(let refusal):
            self.init(code: refusal.code, message: refusal.message, status: refusal.status)
        case .unreachable(let reason), .misconfigured(let reason):
            self.init(code: "UnknownOperationException", message: reason, status: 400)
        case .cancelled: self.init(code: "InternalServerError", message: "The call was cancelled.", status: 500)
        case .failed(let error): self.init(code: error.name, message: error.cause ?? "", status: 400)
        }
    }
}
