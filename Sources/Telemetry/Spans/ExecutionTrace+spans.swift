import AgentStates
import JSON

extension ExecutionTrace {
    /// The spans of what has ended, with those that are left out between them folded away.
    ///
    /// - Parameter content: says whether spans carry prompts, answers, inputs and outputs.
    package func spans(content: ContentPolicy) -> [Span] { nodes.indices.compactMap { span(of: $0, content) } }

    /// The span of a node; nil where it has none, or has not ended.
    package func span(of index: Int, _ content: ContentPolicy) -> Span? {
        let node = nodes[index]
        guard let stop = node.stopMilliseconds, isSettled(index), isShown(index) else { return nil }
        let facts = SpanFacts(trace: self, node: node, content: content)
        let parent = ancestors(of: index).first(where: isShown).map(id)
        let outer = index == 0 ? parentArn.map { SpanID.span(executionArn: $0, eventID: 1) } : nil
        var attributes = facts.attributes
        var fault: String?
        if case .failed(let error, let cause) = node.outcome {
            attributes.append(Attribute("error.type", error))
            fault = content.capturesContent && !cause.isEmpty ? "\(error): \(content.redacted(cause))" : error
        }
        if node.outcome == .aborted { attributes.append(Attribute("baton.outcome", "aborted")) }
        return Span(
            traceID: SpanID.trace(executionArn: rootArn), spanID: id(of: index), parentID: parent ?? outer,
            name: facts.name, kind: facts.kind,
            startMilliseconds: node.startMilliseconds, stopMilliseconds: stop, attributes: attributes, fault: fault)
    }

    private func id(of index: Int) -> String {
        SpanID.span(executionArn: executionArn, eventID: nodes[index].eventID)
    }

    /// Of generated states only what their tasks do is shown, and the workers.
    private func isShown(_ index: Int) -> Bool {
        let node = nodes[index]
        switch node.kind {
        case .execution, .attempt: return true
        case .state: return node.origin == nil
        case .iteration: return node.origin == nil || node.agent != nil
        }
    }
}
