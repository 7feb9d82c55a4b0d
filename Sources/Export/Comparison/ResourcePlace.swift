internal import JSON

/// Puts names of the local account and Region into those of a deployed machine.
struct ResourcePlace {
    /// `:REGION:ACCOUNT:` here and there.
    private let places: (local: String, deployed: String)?

    /// - Parameter arn: of the deployed machine.
    init(local: (region: String, account: String)?, deployed arn: String?) {
        let parts = arn?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        guard let local, parts.count > 5 else {
            places = nil
            return
        }
        places = (":\(local.region):\(local.account):", ":\(parts[3]):\(parts[4]):")
    }

    func translated(_ value: JSONValue) -> JSONValue {
        guard let places else { return value }
        switch value {
        case .string(let text):
            return .string(text.contains("arn:") ? text.replacing(places.local, with: places.deployed) : text)
        case .array(let elements): return .array(elements.map(translated))
        case .object(let object): return .object(JSONObject(object.map { ($0.key, translated($0.value)) }))
        default: return value
        }
    }
}
