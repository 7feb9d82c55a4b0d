package import AgentStates
package import JSON

extension PriceTable {
    /// Reads the member `prices` of `baton.yaml`: prices by model, or the path of a file with them; list prices come after.
    ///
    /// `prices: {claude-sonnet-4-5: {input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75}}`
    /// - Parameters:
    ///   - folder: where `baton.yaml` is, absolute.
    ///   - read: reads a file with prices.
    /// - Throws: `ModelSettingFault`, which names the member and what is allowed.
    package init(
        decoding document: JSONValue, folder: String, read: (String) throws(ModelSettingFault) -> JSONValue
    ) throws(ModelSettingFault) {
        self = .listed
        guard let section = document["prices"], !section.isNull else { return }
        var reader = SettingReader(place: "prices", value: section)
        if section.string != nil {
            let path = try reader.path(in: folder)
            reader = SettingReader(place: path, value: try read(path))
        }
        var own: [Entry] = []
        for (model, entry) in try reader.members() { own.append(Entry(model, try ModelPrice(entry))) }
        entries = own + entries
    }
}

extension ModelPrice {
    fileprivate init(_ reader: SettingReader) throws(ModelSettingFault) {
        try reader.allow("input", "output", "cacheRead", "cacheWrite")
        guard let input = reader.member("input"), let output = reader.member("output") else {
            throw reader.fault("'input' and 'output' are needed: US dollars for a million tokens")
        }
        self.init(
            input: try input.dollars(), output: try output.dollars(),
            cacheRead: try reader.member("cacheRead")?.dollars(),
            cacheWrite: try reader.member("cacheWrite")?.dollars())
    }
}

extension SettingReader {
    fileprivate func dollars() throws(ModelSettingFault) -> Double {
        guard let number = value.double, number >= 0, number.isFinite else {
            throw fault("expected a number that is not negative, found \(value.text)")
        }
        return number
    }
}
