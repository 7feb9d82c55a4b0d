import Telemetry

/// The spans of traces as indented lines.
struct SpanTree {
    private let spans: [Span]

    init(_ traces: [ExecutionTrace]) { spans = traces.flatMap { $0.spans(content: .none) } }

    func print(to terminal: Terminal) {
        var table = Table("SPAN", "AGENT", "AFTER", "TOOK", "TOKENS", "COST", "")
        let start = spans.map(\.startMilliseconds).min() ?? 0
        let children = Dictionary(grouping: spans) { $0.parentID ?? "" }
        let known = Set(spans.map(\.spanID))
        func add(_ span: Span, _ depth: Int) {
            table.add(
                Table.Cell(String(repeating: "  ", count: depth) + span.name), Table.Cell(Self.agent(span)),
                Table.Cell(TimeText.duration(milliseconds: span.startMilliseconds - start)),
                Table.Cell(TimeText.duration(milliseconds: span.stopMilliseconds - span.startMilliseconds)),
                Table.Cell(Self.tokens(span)), Table.Cell(Self.cost(span)),
                Table.Cell(span.fault ?? "", span.fault == nil ? nil : .red))
            for child in children[span.spanID] ?? [] { add(child, depth + 1) }
        }
        for span in spans where span.parentID.map({ !known.contains($0) }) ?? true { add(span, 0) }
        table.print(to: terminal)
    }

    private static func agent(_ span: Span) -> String {
        guard case .text(let name)? = span["gen_ai.agent.name"] else { return "" }
        return name
    }

    private static func tokens(_ span: Span) -> String {
        guard case .integer(let input)? = span["gen_ai.usage.input_tokens"],
            case .integer(let output)? = span["gen_ai.usage.output_tokens"]
        else { return "" }
        return "\(input)+\(output)"
    }

    private static func cost(_ span: Span) -> String {
        guard case .number(let cost)? = span["gen_ai.usage.cost"] else { return "" }
        return MoneyText.dollars(cost)
    }
}

extension Span {
    fileprivate subscript(key: String) -> Attribute.Value? { attributes.first { $0.key == key }?.value }
}
