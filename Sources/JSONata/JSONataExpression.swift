public import JSON

/// A JSONata expression, compiled once and evaluated any number of times, from any thread.
///
/// ```swift
/// let expression = try JSONataExpression("$sum(orders.price)")
/// let total = try expression.evaluate(document)
/// ```
///
/// Source: jsonata.org, JSONata 2.x.
public struct JSONataExpression: Sendable {
    /// Which functions there are and which bounds hold.
    public enum Dialect: Hashable, Sendable {
        /// JSONata as its reference defines it.
        case standard
        /// As AWS Step Functions runs it: without `$eval`; with `$partition`, `$range`, `$hash`, `$random(seed)`, `$uuid`, `$parse`.
        case stepFunctions
    }

    /// What an expression evaluates to.
    public enum Result: Hashable, Sendable {
        /// Nothing, as of a missing field.
        case undefined
        case value(JSONValue)
        /// A function, or an array or object that holds one.
        case function
        case regularExpression
    }

    /// The expression as it was written.
    public let source: String
    public let dialect: Dialect
    private let program: Program

    /// Compiles an expression.
    ///
    /// - Throws: `JSONataError` with an `S` code and the place.
    public init(_ source: String, dialect: Dialect = .standard) throws(JSONataError) {
        self.source = source
        self.dialect = dialect
        do {
            program = try Program(source, dialect: dialect)
        } catch {
            throw JSONataError(error, source: source)
        }
    }

    /// Evaluates against a document; nil is undefined.
    ///
    /// - Parameters:
    ///   - input: what `$` and `$$` are; nil for undefined.
    ///   - bindings: variables by name, without `$`.
    /// - Throws: `JSONataError`; a function as result has the code `functionResultCode`.
    public func evaluate(
        _ input: JSONValue?, bindings: [String: JSONValue] = [:], environment: JSONataEnvironment = .init()
    ) throws(JSONataError) -> JSONValue? {
        switch try evaluateDetailed(input, bindings: bindings, environment: environment) {
        case .undefined: return nil
        case .value(let value): return value
        case .function, .regularExpression:
            throw JSONataError(
                code: JSONataError.functionResultCode, message: "The expression evaluates to a function")
        }
    }

    /// The same, telling functions from values.
    ///
    /// - Throws: `JSONataError`.
    public func evaluateDetailed(
        _ input: JSONValue?, bindings: [String: JSONValue] = [:], environment: JSONataEnvironment = .init()
    ) throws(JSONataError) -> Result {
        do {
            return try program.run(input, bindings: bindings, environment: environment)
        } catch {
            throw JSONataError(error, source: source)
        }
    }

    /// What the expression refers to outside itself: variables, the context, fields, and functions that do not exist.
    public var references: [JSONataReference] { program.references }
}
