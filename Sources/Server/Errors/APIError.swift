internal import Engine
internal import JSON
internal import Registry

/// An error as the API answers it: `{"__type": CODE, "message": TEXT}`.
///
/// Source: AWS JSON 1.0 protocol, "Error serialization".
package struct APIError: Error, Hashable, Sendable {
    package let code: String
    package let message: String
    package let status: Int
    /// `reason` of a ValidationException.
    package let reason: String?

    package init(_ code: String, _ message: String, status: Int = 400, reason: String? = nil) {
        self.code = code
        self.message = message
        self.status = status
        self.reason = reason
    }

    init(_ error: some APIConvertibleError) {
        self.init(
            error.code, error.message, status: serverFaults[error.code] ?? 400, reason: error.validationReason)
    }

    /// Out of the bounds of the service model, or against a rule of the operation.
    static func validation(_ message: String, reason: String? = nil) -> APIError {
        APIError("ValidationException", message, reason: reason)
    }

    /// Not the JSON that the operation takes.
    static func serialization(_ message: String) -> APIError { APIError("SerializationException", message) }

    /// Something went wrong here, not in the request.
    static func internalFailure(_ message: String) -> APIError { APIError("InternalFailure", message, status: 500) }

    /// The body of the answer.
    var body: [UInt8] {
        var object: JSONObject = ["__type": .string(code), "message": .string(message)]
        object["reason"] = reason.map { .string($0) }
        var writer = JSONWriter()
        writer.write(object)
        return writer.bytes
    }
}

/// The statuses of errors that are not the client's.
private let serverFaults = ["InternalFailure": 500, "ServiceUnavailable": 503]

/// An error of the layers below that has a code and a text of the API.
protocol APIConvertibleError: Error {
    var code: String { get }
    var message: String { get }
    var validationReason: String? { get }
}

extension APIConvertibleError {
    var validationReason: String? { nil }
}

extension RegistryError: APIConvertibleError {}
extension ServiceError: APIConvertibleError {}
