package import JSON

/// Someone who answers a prompt: a model with instructions and tools, or any task.
package struct Agent: Sendable, Hashable {
    package enum Body: Sendable, Hashable {
        case model(Model)
        case task(TaskCall)
    }

    /// A model and how it is asked.
    package struct Model: Sendable, Hashable {
        /// Bedrock model ids: the agent's own, then those to fall back to, in order.
        package var models: [String]
        /// A text, perhaps with `{% %}` in it.
        package var system: JSONValue?
        /// The names of its tools, declared or built in.
        package var tools: [String]
        /// Converse's `InferenceConfig`.
        package var inference: JSONObject
        package var additionalFields: JSONValue?
        /// What the author says the models cost; nil where the price table decides.
        package var price: ModelPrice?
    }

    package var name: String
    package var body: Body
    /// The agents that it may transfer a conversation to.
    package var handoffs: [String]
    /// A JSON Schema that its answer has to meet.
    package var outputSchema: JSONValue?
    package var maxTurns: Int64
    package var memory: Memory?
    /// Applied in this order, to what goes in and to what comes out.
    package var guardrails: [String]
}

extension Agent {
    /// The model and the instructions of an agent that judges for a guardrail; nil for a task.
    var asJudge: JSONValue? {
        guard case .model(let model) = body else { return nil }
        var judge: JSONObject = ["Agent": .string(name), "ModelId": .string(model.models[0])]
        judge["System"] = model.system
        judge["InferenceConfig"] = .object(model.inference)
        return .object(judge)
    }
}

/// A Task that stands for an agent or a tool.
package struct TaskCall: Sendable, Hashable {
    package var resource: String
    package var arguments: JSONValue?
    package var output: JSONValue?
    package var retry: JSONValue?
    package var timeoutSeconds: JSONValue?
    package var heartbeatSeconds: JSONValue?

    static let fields = ["Resource", "Arguments", "Output", "Retry", "TimeoutSeconds", "HeartbeatSeconds"]
}

/// What an agent remembers from one execution to the next.
package struct Memory: Sendable, Hashable {
    package enum Overflow: String, Sendable, CaseIterable {
        case summarize = "Summarize"
        case drop = "Drop"
    }

    package var session: JSONValue?
    package var maxMessages: Int64
    package var overflow: Overflow
    /// How long after its last write a session is forgotten; nil: never.
    package var expiresAfterSeconds: Int64?
}

/// What a model costs, in US dollars for a million tokens.
package struct ModelPrice: Sendable, Hashable {
    package var input: Double
    package var output: Double
    package var cacheRead: Double
    package var cacheWrite: Double

    package init(input: Double, output: Double, cacheRead: Double? = nil, cacheWrite: Double? = nil) {
        self.input = input
        self.output = output
        self.cacheRead = cacheRead ?? input
        self.cacheWrite = cacheWrite ?? input
    }
}
