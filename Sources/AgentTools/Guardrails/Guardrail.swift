package import JSON

/// A guardrail as this machine evaluates it.
package struct Guardrail: Hashable, Sendable {
    /// As Bedrock's `CreateGuardrail` takes them.
    package let policies: JSONValue
    /// The model that judges what words and patterns cannot: `{Agent, ModelId, System, InferenceConfig}`; nil where a
    /// heuristic does.
    package let judge: JSONValue?

    package init(policies: JSONValue, judge: JSONValue? = nil) {
        self.policies = policies
        self.judge = judge
    }
}
