package import JSON

/// What a lowered definition says that models cost: an agent's own `Price`, or that of the table when it was lowered.
package struct RecordedPrices: Sendable, Hashable {
    private struct Key: Hashable {
        let agent: String
        let model: String
    }

    private var prices: [Key: ModelPrice] = [:]

    /// Reads the configurations of agents, which `Start` states assign; a plain definition has none.
    package init(lowered definition: JSONValue) { read(definition) }

    package func price(of model: String, askedBy agent: String) -> ModelPrice? {
        prices[Key(agent: agent, model: model)]
    }

    private mutating func read(_ value: JSONValue) {
        switch value {
        case .array(let elements): for element in elements { read(element) }
        case .object(let object):
            note(object)
            for (_, member) in object { read(member) }
        default: break
        }
    }

    private mutating func note(_ object: JSONObject) {
        guard let agent = object["Name"]?.string, let models = object["Models"]?.array,
            let listed = object["Prices"]?.array
        else { return }
        for (model, price) in zip(models, listed) {
            guard let model = model.string, let price = ModelPrice(price) else { continue }
            prices[Key(agent: agent, model: model)] = price
        }
    }
}

extension ModelPrice {
    fileprivate init?(_ value: JSONValue) {
        guard let input = value["Input"]?.double, let output = value["Output"]?.double else { return nil }
        self.init(
            input: input, output: output, cacheRead: value["CacheRead"]?.double,
            cacheWrite: value["CacheWrite"]?.double)
    }
}
