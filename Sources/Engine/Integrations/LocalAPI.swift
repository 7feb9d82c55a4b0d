package import JSON

/// The Step Functions API, called from inside the process.
package protocol LocalAPI: Sendable {
    /// Performs an operation such as `SendTaskSuccess`; request and response have the API's own field names.
    func call(
        _ operation: String, _ request: JSONValue,
        completion: @escaping @Sendable (Result<JSONValue, ServiceError>) -> Void)
}

/// An error of the API.
package struct ServiceError: Error, Hashable, Sendable {
    /// Such as `InvalidToken`.
    package let code: String
    package let message: String

    package init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    /// Whether it is no fault of whoever asked.
    package var isOurs: Bool { code == "InternalFailure" || code == "ServiceUnavailable" }
}
