package import JSON

/// What is wrong with the `export` section, and where.
package struct ExportSettingsFault: Error, Hashable, Sendable, CustomStringConvertible {
    let path: String
    let reason: String

    package var description: String { "\(path): \(reason)" }
}

extension ExportSettings {
    private static let fields = [
        "stack", "parts", "logLevel", "logRetentionDays", "alias", "email", "p95Seconds", "tokensPerHour", "budget",
        "tags", "schedule", "eventSources", "agents",
    ]

    /// Reads the `export` section of `baton.yaml`.
    ///
    /// ```yaml
    /// export:
    ///   stack: orders
    ///   parts: [api, schedule]
    ///   email: team@example.com
    ///   budget: {dollars: 50, email: team@example.com}
    ///   tags: {CostCenter: "42"}
    /// ```
    /// - Throws: `ExportSettingsFault` with the place and what is allowed.
    package init(decoding section: JSONValue) throws(ExportSettingsFault) {
        self.init()
        guard let object = section.object else {
            throw ExportSettingsFault(path: "export", reason: "expected an object, found \(section.kind)")
        }
        for (name, value) in object {
            let reader = SettingReader(path: "export.\(name)", value: value)
            switch name {
            case "stack": stack = try reader.text()
            case "parts": parts = Set(try reader.choices(DeploymentPart.self))
            case "logLevel": logLevel = try reader.choice(LogLevel.self)
            case "logRetentionDays": logRetentionDays = try reader.integer(1...3_653)
            case "alias": alias = try reader.text()
            case "email": email = try reader.text()
            case "p95Seconds": p95Seconds = try reader.integer(1...31_536_000)
            case "tokensPerHour": tokensPerHour = try reader.integer(1...1_000_000_000)
            case "budget": budget = try reader.budget()
            case "tags": tags = try reader.texts()
            case "schedule": schedule = try reader.text()
            case "eventSources": eventSources = try reader.list()
            case "agents": agents = try reader.placements()
            default:
                throw ExportSettingsFault(
                    path: "export",
                    reason: "'\(name)' is not known here; allowed are \(Self.fields.joined(separator: ", "))")
            }
        }
    }
}

private struct SettingReader {
    let path: String
    let value: JSONValue

    func fault(_ reason: String) -> ExportSettingsFault { ExportSettingsFault(path: path, reason: reason) }

    func text() throws(ExportSettingsFault) -> String {
        guard let text = value.string, !text.isEmpty else { throw fault("expected a string, found \(value.text)") }
        return text
    }

    func integer(_ range: ClosedRange<Int64>) throws(ExportSettingsFault) -> Int64 {
        guard let number = value.integer, range.contains(number) else {
            throw fault("expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(value.text)")
        }
        return number
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _: Choice.Type
    ) throws(ExportSettingsFault) -> Choice where Choice.RawValue == String {
        guard let choice = value.string.flatMap(Choice.init(rawValue:)) else {
            let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw fault("found \(value.text); allowed are \(allowed)")
        }
        return choice
    }

    func elements() throws(ExportSettingsFault) -> [SettingReader] {
        guard let elements = value.array else { throw fault("expected a list, found \(value.kind)") }
        return elements.enumerated().map { SettingReader(path: "\(path)[\($0)]", value: $1) }
    }

    func choices<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type
    ) throws(ExportSettingsFault) -> [Choice] where Choice.RawValue == String {
        var choices: [Choice] = []
        for element in try elements() { choices.append(try element.choice(type)) }
        return choices
    }

    func list() throws(ExportSettingsFault) -> [String] {
        var texts: [String] = []
        for element in try elements() { texts.append(try element.text()) }
        return texts
    }

    func texts() throws(ExportSettingsFault) -> [String: String] {
        guard let object = value.object else { throw fault("expected an object, found \(value.kind)") }
        var texts: [String: String] = [:]
        for (name, value) in object { texts[name] = value.string ?? value.text }
        return texts
    }

    func placements() throws(ExportSettingsFault) -> [String: AgentPlacement] {
        guard let object = value.object else { throw fault("expected an object, found \(value.kind)") }
        var placements: [String: AgentPlacement] = [:]
        for (name, value) in object {
            placements[name] = try SettingReader(path: "\(path).\(name)", value: value).choice(AgentPlacement.self)
        }
        return placements
    }

    func budget() throws(ExportSettingsFault) -> ExportSettings.Budget {
        guard let dollars = value["dollars"], let email = value["email"], value.object?.count == 2 else {
            throw fault("expected {dollars, email}")
        }
        return ExportSettings.Budget(
            dollars: try SettingReader(path: "\(path).dollars", value: dollars).integer(1...1_000_000),
            email: try SettingReader(path: "\(path).email", value: email).text())
    }
}
