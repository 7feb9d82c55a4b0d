import AgentStates

/// What is measured of model calls.
///
/// Specification: OpenTelemetry semantic conventions, "Generative AI metrics", with the bucket bounds it advises.
package struct ModelMetrics: Sendable {
    private var durations = Histogram(
        name: "gen_ai.client.operation.duration", unit: "s", description: "GenAI operation duration.",
        bounds: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92])
    private var tokens = Histogram(
        name: "gen_ai.client.token.usage", unit: "{token}",
        description: "Number of input and output tokens used by GenAI clients.",
        bounds: [
            1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
        ])

    package init() {}

    /// Those with measurements.
    package var histograms: [Histogram] { [durations, tokens].filter { !$0.points.isEmpty } }

    /// Takes a node that has ended; only model calls are measured.
    package mutating func record(_ node: TraceNode) {
        guard case .model = node.task, let exchange = ModelExchange(node), let stop = node.stopMilliseconds else {
            return
        }
        let start = node.startMilliseconds
        let common = [
            Attribute("gen_ai.operation.name", "chat"), Attribute("gen_ai.provider.name", SpanFacts.provider),
            Attribute("gen_ai.request.model", exchange.modelID),
        ]
        var ofDuration = common
        if case .failed(let error, _) = node.outcome { ofDuration.append(Attribute("error.type", error)) }
        durations.record(Double(stop - start) / 1_000, ofDuration, from: start, to: stop)
        for (type, count) in [("input", exchange.inputTokens), ("output", exchange.outputTokens)] {
            guard let count else { continue }
            tokens.record(Double(count), common + [Attribute("gen_ai.token.type", type)], from: start, to: stop)
        }
    }
}
