import JSON
import StatesLanguage

extension Agent {
    private static let common = [
        "Description", "Handoffs", "OutputSchema", "MaxTurns", "Memory", "Guardrail", "Comment",
    ]
    private static let modelFields = [
        "Model", "System", "Tools", "Inference", "Fallback", "Price", "AdditionalModelRequestFields",
    ]

    static func decode(_ name: String, _ fields: FieldReader) -> Agent? {
        guard let body = decodeBody(fields) else { return nil }
        return Agent(
            name: name, body: body, handoffs: fields.names("Handoffs").map(\.name),
            outputSchema: fields.schema("OutputSchema"), maxTurns: fields.turns("MaxTurns") ?? 10,
            memory: fields.member("Memory").map(Memory.decode),
            guardrails: fields.oneOrMoreNames("Guardrail").map(\.name))
    }

    private static func decodeBody(_ fields: FieldReader) -> Body? {
        switch (fields.has("Model"), fields.has("Resource")) {
        case (true, false):
            fields.allow(modelFields + common)
            return Model.decode(fields).map(Body.model)
        case (false, true):
            fields.allow(TaskCall.fields + common)
            return TaskCall.decode(fields).map(Body.task)
        default:
            fields.findings.schema(
                "This object should have only one of the following fields: [Model, Resource]", at: fields.location)
            return nil
        }
    }
}

extension Agent.Model {
    fileprivate static func decode(_ fields: FieldReader) -> Agent.Model? {
        if let system = fields["System"], system.string == nil {
            fields.findings.schema("Expected a text, found \(system.kind)", at: fields.place("System"))
        }
        let inference = fields.member("Inference")
        inference?.allow(["MaxTokens", "Temperature", "TopP", "StopSequences"])
        _ = inference?.integer("MaxTokens", in: 1...Int64.max)
        _ = inference?.number("Temperature", in: 0...1)
        _ = inference?.number("TopP", in: 0...1)
        let fallback = fields.names("Fallback").map(\.name)
        guard let model = fields.string("Model") else { return nil }
        return Agent.Model(
            models: [model] + fallback, system: fields["System"], tools: fields.names("Tools").map(\.name),
            inference: inference?.object ?? [:], additionalFields: fields["AdditionalModelRequestFields"],
            price: fields.member("Price").map(ModelPrice.decode))
    }
}

extension ModelPrice {
    fileprivate static func decode(_ fields: FieldReader) -> ModelPrice {
        fields.allow(["Input", "Output", "CacheRead", "CacheWrite"])
        fields.require("Input", "Output")
        let range = 0...Double.greatestFiniteMagnitude
        return ModelPrice(
            input: fields.number("Input", in: range) ?? 0, output: fields.number("Output", in: range) ?? 0,
            cacheRead: fields.number("CacheRead", in: range), cacheWrite: fields.number("CacheWrite", in: range))
    }
}

extension Memory {
    /// Ten years.
    private static let longestExpirySeconds: Int64 = 315_360_000

    fileprivate static func decode(_ fields: FieldReader) -> Memory {
        fields.allow(["Session", "MaxMessages", "Overflow", "ExpiresAfterSeconds"])
        return Memory(
            session: fields["Session"], maxMessages: fields.integer("MaxMessages", in: 2...10_000) ?? 40,
            overflow: fields.choice("Overflow", Overflow.self) ?? .drop,
            expiresAfterSeconds: fields.integer("ExpiresAfterSeconds", in: 1...Self.longestExpirySeconds))
    }
}

extension TaskCall {
    static func decode(_ fields: FieldReader) -> TaskCall? {
        guard let resource = fields.string("Resource") else { return nil }
        return TaskCall(
            resource: resource, arguments: fields["Arguments"], output: fields["Output"], retry: fields["Retry"],
            timeoutSeconds: fields["TimeoutSeconds"], heartbeatSeconds: fields["HeartbeatSeconds"])
    }
}

extension FieldReader {
    /// A JSON Schema, which is checked as far as it can be compiled.
    func schema(_ name: String) -> JSONValue? {
        guard let value = self[name] else { return nil }
        guard value.object != nil else {
            findings.schema("Expected a JSON Schema, found \(value.kind)", at: place(name))
            return nil
        }
        SchemaFaults(root: value, findings: findings).report(at: place(name))
        for (pointer, keyword) in SchemaCheck(value).unchecked {
            findings.warning(
                AgentDiagnosticCode.uncheckedSchema,
                "'\(keyword)' is told to the model but not checked\(pointer.isEmpty ? "" : " at \(pointer)")",
                at: place(name))
        }
        return value
    }

    /// How many turns; more than the history of an execution holds are as good as no bound.
    func turns(_ name: String) -> Int64? {
        guard let turns = integer(name, in: 1...Int64.max) else { return nil }
        if turns > 1_000 {
            findings.warning(
                AgentDiagnosticCode.unboundedLoop,
                "\(turns) turns are more than the history of one execution can hold (25,000 events)", at: place(name))
        }
        return turns
    }
}
