public import JSON
public struct JSONataError: Error, Sendable, Equatable {
    public let code: String; public let message: String
    public var isBound: Bool { code == "U1001" }
    public static let functionResultCode = "BATON-FUNCTION"
}
public struct JSONataEnvironment: Sendable { public init(nowMilliseconds: Int64 = 0, randomSeed: UInt64 = 0) {} }
public struct JSONataExpression: Sendable {
    public enum Dialect: Sendable { case standard, stepFunctions }
    public init(_ source: String, dialect: Dialect = .standard) throws(JSONataError) { self.source = source }
    public let source: String
    public var references: [JSONataReference] { [] }
    public func evaluate(
        _ input: JSONValue?, bindings: [String: JSONValue] = [:], environment: JSONataEnvironment = .init()
    ) throws(JSONataError) -> JSONValue? { nil }
}
