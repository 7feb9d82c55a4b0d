import JSON
import StatesLanguage

extension Tool {
    private static let fields = [
        "Description", "InputSchema", "Resource", "Arguments", "Output", "Retry", "TimeoutSeconds", "HeartbeatSeconds",
        "Approval", "SideEffect", "Sql", "Http", "Mcp", "Comment",
    ]
    private static let kinds = ["Resource", "Sql", "Http", "Mcp"]

    private enum Approval: String, CaseIterable {
        case required = "Required"
        case none = "None"
    }

    static func decode(_ name: String, _ fields: FieldReader) -> Tool? {
        fields.allow(Self.fields)
        let given = kinds.filter(fields.has)
        guard given.count == 1, let kind = given.first else {
            fields.findings.schema(
                "This object should have only one of the following fields: [\(kinds.joined(separator: ", "))]",
                at: fields.location)
            return nil
        }
        let sideEffect = fields.choice("SideEffect", SideEffect.self) ?? .idempotent
        if sideEffect == .once, fields.has("Retry") {
            fields.findings.schema("A tool with SideEffect 'Once' cannot have a Retry", at: fields.place("Retry"))
        }
        let description = fields.string("Description")
        let approval = fields.choice("Approval", Approval.self)
        guard let work = decodeWork(kind, name, fields) else { return nil }
        return Tool(
            name: name, description: description ?? defaultDescription(kind, name),
            inputSchema: inputSchema(kind, fields), work: work, needsApproval: approval == .required,
            sideEffect: sideEffect, retry: fields["Retry"], timeoutSeconds: fields["TimeoutSeconds"])
    }

    private static func decodeWork(_ kind: String, _ name: String, _ fields: FieldReader) -> Work? {
        if kind == "Resource" { return TaskCall.decode(fields).map(Work.task) }
        guard let settings = fields.member(kind) else { return nil }
        switch kind {
        case "Sql":
            settings.allow(["Database", "Tables", "MaxRows", "MaxSeconds"])
            settings.require("Database", "Tables")
            _ = settings.names("Tables")
            _ = settings.string("Database")
            _ = settings.integer("MaxRows", in: 1...100_000)
            _ = settings.integer("MaxSeconds", in: 1...3_600)
            return .function(name: BuiltInFunction.sql, settings: .object(settings.object))
        case "Http":
            settings.allow(["Hosts", "Methods", "Headers", "MaxSeconds", "MaxBytes"])
            settings.require("Hosts")
            _ = settings.names("Hosts")
            _ = settings.names("Methods")
            settings.checkSecretTexts("Headers")
            _ = settings.integer("MaxSeconds", in: 1...900)
            _ = settings.integer("MaxBytes", in: 1...10_000_000)
            return .function(name: BuiltInFunction.http, settings: .object(settings.object))
        default:
            settings.allow(["Command", "Environment", "Url", "Headers", "Tool", "MaxSeconds"])
            _ = settings.names("Command")
            settings.checkSecretTexts("Headers")
            settings.checkSecretTexts("Environment")
            _ = settings.integer("MaxSeconds", in: 1...3_600)
            if settings.has("Command") == settings.has("Url") {
                settings.findings.schema(
                    "This object should have only one of the following fields: [Command, Url]", at: settings.location)
            }
            var object = settings.object
            if object["Tool"] == nil { object["Tool"] = .string(name) }
            return .function(name: BuiltInFunction.mcp, settings: .object(object))
        }
    }

    private static func inputSchema(_ kind: String, _ fields: FieldReader) -> JSONValue {
        if let schema = fields.schema("InputSchema") {
            if let type = schema["type"], type != "object" {
                fields.findings.schema(
                    "The input of a tool is an object, not \(type)", at: fields.place("InputSchema").member("type"))
            }
            var object = schema.object ?? [:]
            if object["type"] == nil { object["type"] = "object" }
            return .object(object)
        }
        return switch kind {
        case "Sql":
            [
                "type": "object", "properties": ["query": ["type": "string", "minLength": 1]], "required": ["query"],
                "additionalProperties": false,
            ]
        case "Http":
            [
                "type": "object",
                "properties": [
                    "url": ["type": "string", "minLength": 1], "method": ["type": "string"],
                    "headers": ["type": "object"], "body": ["type": "string"],
                ],
                "required": ["url"], "additionalProperties": false,
            ]
        default: ["type": "object"]
        }
    }

    private static func defaultDescription(_ kind: String, _ name: String) -> String {
        switch kind {
        case "Sql": "Runs one SQL SELECT statement and gives the rows."
        case "Http": "Sends an HTTP request and gives the answer."
        default: name
        }
    }
}

extension FieldReader {
    /// Texts by name, of which some come from the environment: `{Environment: NAME, Prefix: "Bearer "}`.
    fileprivate func checkSecretTexts(_ name: String) {
        guard let members = member(name) else { return }
        for (key, value) in members.object where value.string == nil {
            guard let secret = members.member(key) else { continue }
            secret.allow(["Environment", "Prefix"])
            secret.require("Environment")
            _ = secret.string("Environment")
        }
    }
}
