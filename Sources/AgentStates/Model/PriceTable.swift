/// What models cost, by their ids; the first entry that fits counts.
package struct PriceTable: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var pattern: ModelPattern
        package var price: ModelPrice

        package init(_ pattern: String, _ price: ModelPrice) {
            self.pattern = ModelPattern(pattern)
            self.price = price
        }
    }

    package var entries: [Entry]

    package init(entries: [Entry]) { self.entries = entries }

    /// The price of a model, where the table has one.
    package func price(of model: String) -> ModelPrice? {
        entries.first { $0.pattern.isPart(of: model) }?.price
    }
}

/// A model id, in which `*` stands for any characters.
package struct ModelPattern: Sendable, Hashable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// Whether the pattern is the whole id.
    package func matches(_ model: String) -> Bool {
        let parts = text.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return model == text }
        guard model.hasPrefix(first) else { return false }
        var rest = model.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    /// Whether the id is, or holds, the pattern: `claude-sonnet-4-5` is in the ids of all regions.
    func isPart(of model: String) -> Bool { text.contains("*") ? matches(model) : model.contains(text) }
}
