package import Interpreter
package import JSON

/// What a simulated execution asks its world.
package struct Call: Sendable {
    package let stateName: String
    /// As history events name it: `lambda` and `invoke`.
    package let resource: String
    package let request: JSONValue
    /// Tries of the state before this one.
    package let retryCount: Int64
    package let mapItem: MapItem?
    package let milliseconds: Int64
}

/// What becomes of a call.
package enum Answer: Sendable {
    case succeeded(JSONValue, afterMilliseconds: Int64)
    case failed(error: String, cause: String?, afterMilliseconds: Int64)
    /// Nothing ever: a time limit has to end it.
    case never
    /// The world does not know the call.
    case unknown(reason: String)
}

/// Answers in place of everything outside: recorded, or scripted by a test.
package protocol World: AnyObject {
    func answer(_ call: Call) -> Answer
    /// What a distributed Map state reads; nil where the world does not know.
    func items(ofMapState name: String) -> [JSONValue]?
    /// How a whole Map Run ends; nil to run its children.
    func mapRunResult(ofMapState name: String) -> JSONValue?
}

extension World {
    package func items(ofMapState name: String) -> [JSONValue]? { nil }
    package func mapRunResult(ofMapState name: String) -> JSONValue? { nil }
}
