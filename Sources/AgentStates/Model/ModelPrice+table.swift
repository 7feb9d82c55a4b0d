extension ModelPrice {
    /// List prices on demand, by a part of the Bedrock model id; the first that fits counts.
    ///
    /// Source: Amazon Bedrock pricing, on-demand, US regions. An agent's own `Price` comes before this table.
    package static let table: [(model: String, price: ModelPrice)] = [
        ("claude-opus-4-5", ModelPrice(input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25)),
        ("claude-opus-4", ModelPrice(input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75)),
        ("claude-sonnet-4", ModelPrice(input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75)),
        ("claude-3-7-sonnet", ModelPrice(input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75)),
        ("claude-3-5-sonnet", ModelPrice(input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75)),
        ("claude-haiku-4-5", ModelPrice(input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25)),
        ("claude-3-5-haiku", ModelPrice(input: 0.8, output: 4, cacheRead: 0.08, cacheWrite: 1)),
        ("claude-3-haiku", ModelPrice(input: 0.25, output: 1.25)),
        ("nova-premier", ModelPrice(input: 2.5, output: 12.5)),
        ("nova-pro", ModelPrice(input: 0.8, output: 3.2, cacheRead: 0.2)),
        ("nova-lite", ModelPrice(input: 0.06, output: 0.24, cacheRead: 0.015)),
        ("nova-micro", ModelPrice(input: 0.035, output: 0.14, cacheRead: 0.00875)),
        ("llama3-3-70b", ModelPrice(input: 0.72, output: 0.72)),
    ]

    /// The price of a model, where the table has one.
    package static func listed(_ model: String) -> ModelPrice? {
        table.first { model.contains($0.model) }?.price
    }
}
