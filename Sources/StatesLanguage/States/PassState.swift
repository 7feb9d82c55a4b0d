package import JSON

/// Hands its input on, or a fixed result.
package struct PassState: Sendable {
    package let result: JSONValue?
    /// `Parameters` of a JSONPath state.
    package let parameters: Template?
    package let resultPath: ResultPath

    package init(result: JSONValue? = nil, parameters: Template? = nil, resultPath: ResultPath = .root) {
        self.result = result
        self.parameters = parameters
        self.resultPath = resultPath
    }
}
