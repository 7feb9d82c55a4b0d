internal import JSON
internal import Journal
internal import StatesLanguage

/// How the resources stand in the journal: one document each, versions and aliases on their own.
///
/// | kind                  | name             |
/// | --------------------- | ---------------- |
/// | `stateMachine`        | `NAME`           |
/// | `stateMachineVersion` | `NAME:NUMBER`    |
/// | `stateMachineAlias`   | `NAME:ALIAS`     |
/// | `activity`            | `NAME`           |
enum DocumentKind {
    static let stateMachine = "stateMachine"
    static let version = "stateMachineVersion"
    static let alias = "stateMachineAlias"
    static let activity = "activity"
}

/// A document of the journal that is not what this program writes.
struct MalformedDocument: Error, CustomStringConvertible {
    let kind: String
    let field: String

    var description: String { "a document of kind '\(kind)' in the journal has no valid '\(field)'" }
}

/// Reads the fields of one document.
private struct Fields {
    let kind: String
    let value: JSONValue

    func string(_ field: String) throws(MalformedDocument) -> String {
        guard let string = value[field]?.string else { throw MalformedDocument(kind: kind, field: field) }
        return string
    }

    func integer(_ field: String) throws(MalformedDocument) -> Int64 {
        guard let number = value[field]?.integer else { throw MalformedDocument(kind: kind, field: field) }
        return number
    }

    func object(_ field: String) throws(MalformedDocument) -> JSONObject {
        guard let object = value[field]?.object else { throw MalformedDocument(kind: kind, field: field) }
        return object
    }
}

extension StateMachineSettings {
    fileprivate func write(to document: inout JSONObject) {
        document["definition"] = .integer(definition.rawValue)
        if plainDefinition != definition { document["plainDefinition"] = .integer(plainDefinition.rawValue) }
        document["roleArn"] = .string(roleArn)
        document["loggingConfiguration"] = .object(logging)
        document["isTracing"] = .bool(isTracing)
        document["encryptionConfiguration"] = .object(encryption)
        document["revisionId"] = revisionID.map { .string($0) }
    }

    fileprivate init(_ fields: Fields) throws(MalformedDocument) {
        let definition = try fields.integer("definition")
        self.init(
            definition: DefinitionID(rawValue: definition),
            plainDefinition: DefinitionID(rawValue: fields.value["plainDefinition"]?.integer ?? definition),
            roleArn: try fields.string("roleArn"), logging: try fields.object("loggingConfiguration"),
            isTracing: fields.value["isTracing"]?.bool ?? false,
            encryption: try fields.object("encryptionConfiguration"), revisionID: fields.value["revisionId"]?.string)
    }
}

extension StateMachineRecord {
    /// The record without its versions and aliases.
    var document: JSONValue {
        var document: JSONObject = [
            "name": .string(name), "type": .string(type.rawValue),
            "creationMilliseconds": .integer(creationMilliseconds),
            "updateMilliseconds": .integer(updateMilliseconds), "lastVersionNumber": .integer(Int64(lastVersionNumber)),
            "tags": tags.document, "isDeleting": .bool(isDeleting),
        ]
        if case .version(let description) = publishedAtCreation {
            document["publishedAtCreation"] = ["description": description.map { .string($0) } ?? .null]
        }
        settings.write(to: &document)
        return .object(document)
    }

    init(document: JSONValue) throws(MalformedDocument) {
        let fields = Fields(kind: DocumentKind.stateMachine, value: document)
        guard let type = StateMachineType(rawValue: try fields.string("type")) else {
            throw MalformedDocument(kind: DocumentKind.stateMachine, field: "type")
        }
        let publication = document["publishedAtCreation"]
        self.init(
            name: try fields.string("name"), type: type,
            creationMilliseconds: try fields.integer("creationMilliseconds"),
            updateMilliseconds: try fields.integer("updateMilliseconds"), settings: try StateMachineSettings(fields),
            publishedAtCreation: publication.map { .version(description: $0["description"]?.string) } ?? .none,
            lastVersionNumber: Int(try fields.integer("lastVersionNumber")), tags: Tags(document: document["tags"]),
            isDeleting: document["isDeleting"]?.bool ?? false)
    }
}

extension StateMachineVersion {
    var document: JSONValue {
        var document: JSONObject = [
            "number": .integer(Int64(number)), "creationMilliseconds": .integer(creationMilliseconds),
        ]
        document["description"] = description.map { .string($0) }
        settings.write(to: &document)
        return .object(document)
    }

    init(document: JSONValue) throws(MalformedDocument) {
        let fields = Fields(kind: DocumentKind.version, value: document)
        self.init(
            number: Int(try fields.integer("number")), description: document["description"]?.string,
            creationMilliseconds: try fields.integer("creationMilliseconds"),
            settings: try StateMachineSettings(fields))
    }
}

extension StateMachineAlias {
    var document: JSONValue {
        var document: JSONObject = [
            "name": .string(name), "creationMilliseconds": .integer(creationMilliseconds),
            "updateMilliseconds": .integer(updateMilliseconds),
            "routes": .array(
                routes.map { ["version": .integer(Int64($0.version)), "weight": .integer(Int64($0.weight))] }),
        ]
        document["description"] = description.map { .string($0) }
        return .object(document)
    }

    init(document: JSONValue) throws(MalformedDocument) {
        let fields = Fields(kind: DocumentKind.alias, value: document)
        var routes: [Route] = []
        for route in document["routes"]?.array ?? [] {
            let fields = Fields(kind: DocumentKind.alias, value: route)
            routes.append(
                Route(version: Int(try fields.integer("version")), weight: Int(try fields.integer("weight"))))
        }
        self.init(
            name: try fields.string("name"), description: document["description"]?.string, routes: routes,
            creationMilliseconds: try fields.integer("creationMilliseconds"),
            updateMilliseconds: try fields.integer("updateMilliseconds"))
    }
}

extension ActivityRecord {
    var document: JSONValue {
        [
            "name": .string(name), "creationMilliseconds": .integer(creationMilliseconds),
            "encryptionConfiguration": .object(encryption), "tags": tags.document,
        ]
    }

    init(document: JSONValue) throws(MalformedDocument) {
        let fields = Fields(kind: DocumentKind.activity, value: document)
        self.init(
            name: try fields.string("name"), creationMilliseconds: try fields.integer("creationMilliseconds"),
            encryption: try fields.object("encryptionConfiguration"), tags: Tags(document: document["tags"]))
    }
}
