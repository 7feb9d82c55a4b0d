extension PriceTable {
    /// List prices in US dollars, collected on 2026-11-26; `prices` in `baton.yaml` and an agent's own `Price` come first.
    ///
    /// Sources: Anthropic's pricing page, and lists kept by others for some of its models and most of the rest; not every row
    /// was checked against the vendor. Cache writes are those that last five minutes. Claude Haiku 5.5 costs five times as much
    /// where a prompt has more than 100,000 tokens, which the table does not know.
    package static let listed = PriceTable(entries: [
        Entry("claude-fable-5-1", ModelPrice(input: 10, output: 50, cacheRead: 0.25, cacheWrite: 12.5)),
        Entry("claude-fable-5", ModelPrice(input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5)),
        Entry("claude-opus-5-5", ModelPrice(input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5)),
        Entry("claude-opus-5", ModelPrice(input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25)),
        Entry("claude-opus-4-8", ModelPrice(input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25)),
        Entry("claude-opus-4-7", ModelPrice(input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25)),
        Entry("claude-opus-4-6", ModelPrice(input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25)),
        Entry("claude-opus-4-5", ModelPrice(input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25)),
        Entry("claude-opus-4", ModelPrice(input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75)),
        Entry("claude-sonnet-5-5", ModelPrice(input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5)),
        Entry("claude-sonnet-5", ModelPrice(input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5)),
        Entry("claude-sonnet-4", ModelPrice(input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75)),
        Entry("claude-3-7-sonnet", ModelPrice(input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75)),
        Entry("claude-3-5-sonnet", ModelPrice(input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75)),
        Entry("claude-haiku-5-5", ModelPrice(input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125)),
        Entry("claude-haiku-4-5", ModelPrice(input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25)),
        Entry("claude-3-5-haiku", ModelPrice(input: 0.8, output: 4, cacheRead: 0.08, cacheWrite: 1)),
        Entry("claude-3-haiku", ModelPrice(input: 0.25, output: 1.25, cacheRead: 0.03, cacheWrite: 0.3)),
        Entry("nova-premier", ModelPrice(input: 2.5, output: 12.5)),
        Entry("nova-pro", ModelPrice(input: 0.8, output: 3.2, cacheRead: 0.2)),
        Entry("nova-lite", ModelPrice(input: 0.06, output: 0.24, cacheRead: 0.015)),
        Entry("nova-micro", ModelPrice(input: 0.035, output: 0.14, cacheRead: 0.00875)),
        Entry("llama3-3-70b", ModelPrice(input: 0.72, output: 0.72)),
        Entry("gpt-5-mini", ModelPrice(input: 0.25, output: 2, cacheRead: 0.025)),
        Entry("gpt-5-nano", ModelPrice(input: 0.05, output: 0.4, cacheRead: 0.005)),
        Entry("gpt-4.1-mini", ModelPrice(input: 0.4, output: 1.6, cacheRead: 0.1)),
        Entry("gpt-4.1-nano", ModelPrice(input: 0.1, output: 0.4, cacheRead: 0.025)),
        Entry("gpt-4.1", ModelPrice(input: 2, output: 8, cacheRead: 0.5)),
        Entry("gpt-4o-mini", ModelPrice(input: 0.15, output: 0.6, cacheRead: 0.075)),
        Entry("gpt-4o", ModelPrice(input: 2.5, output: 10, cacheRead: 1.25)),
    ])
}
