import JSON

/// Reads the settings or the input of a tool; what is wrong is told with its name.
struct ToolSettings {
    let value: JSONValue
    /// What errors call it: `Settings`, `input`.
    let name: String

    func fault(_ reason: String) -> ToolFault { ToolFault("Tool.InvalidInput", "\(name): \(reason)") }

    func string(_ key: String) throws(ToolFault) -> String {
        guard let text = value[key]?.string, !text.isEmpty else { throw fault("'\(key)' must be a text") }
        return text
    }

    func strings(_ key: String) throws(ToolFault) -> [String] {
        guard let member = value[key], !member.isNull else { return [] }
        let texts = (member.array ?? [member]).compactMap(\.string)
        guard texts.count == (member.array?.count ?? 1) else { throw fault("'\(key)' must be a list of texts") }
        return texts
    }

    func texts(_ key: String) throws(ToolFault) -> [(String, String)] {
        guard let member = value[key], !member.isNull else { return [] }
        guard let object = member.object else { throw fault("'\(key)' must be an object") }
        var texts: [(String, String)] = []
        for (name, value) in object {
            guard value.object == nil, value.array == nil else { throw fault("'\(key).\(name)' must be a text") }
            texts.append((name, value.string ?? value.text))
        }
        return texts
    }

    /// Texts of which some are secrets: `{Environment: NAME, Prefix: "Bearer "}` is the variable's value, which is never
    /// written down.
    func secretTexts(
        _ key: String, _ environment: [String: String]
    ) throws(ToolFault) -> (texts: [(String, String)], secrets: [String]) {
        guard let members = value[key], !members.isNull else { return ([], []) }
        guard let object = members.object else { throw fault("'\(key)' must be an object") }
        var texts: [(String, String)] = []
        var secrets: [String] = []
        for (name, value) in object {
            guard value.object != nil else {
                guard value.array == nil else { throw fault("'\(key).\(name)' must be a text") }
                texts.append((name, value.string ?? value.text))
                continue
            }
            guard let variable = value["Environment"]?.string else {
                throw fault("'\(key).\(name)' must be a text or {Environment: NAME}")
            }
            guard let secret = environment[variable], !secret.isEmpty else {
                throw ToolFault(
                    "Tool.MissingSecret",
                    "\(self.name).\(key).\(name): the environment variable '\(variable)' is not set")
            }
            secrets.append(secret)
            texts.append((name, (value["Prefix"]?.string ?? "") + secret))
        }
        return (texts, secrets)
    }

    func integer(_ key: String, _ range: ClosedRange<Int64>, otherwise: Int64) throws(ToolFault) -> Int64 {
        guard let member = value[key], !member.isNull else { return otherwise }
        guard let number = member.integer, range.contains(number) else {
            throw fault("'\(key)' must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
