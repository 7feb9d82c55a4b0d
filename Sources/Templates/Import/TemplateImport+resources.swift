internal import JSON

extension TemplateImport {
    mutating func addTable(_ resource: TemplateResource) {
        let name = evaluator.name(of: resource)
        guard let (partition, sort) = keys(of: resource) else {
            note(.problem, resource, "the table has no partition key")
            return
        }
        project.tables.append(ImportedTable(name: name, partition: partition, sort: sort))
        note(
            .imported, resource,
            "table '\(name)' with the key \(([partition] + [sort].compactMap { $0 }).map(\.name).joined(separator: ", "))"
        )
        if resource.properties["GlobalSecondaryIndexes"] != nil || resource.properties["LocalSecondaryIndexes"] != nil {
            note(.left, resource, "the indexes of table '\(name)': they need an endpoint")
        }
    }

    /// Source: SAM Developer Guide, `PrimaryKeyObject`: without one it is the string `id`.
    private mutating func keys(of resource: TemplateResource) -> (ImportedTable.Key, ImportedTable.Key?)? {
        if resource.type == "AWS::Serverless::SimpleTable" {
            let key = evaluator.value("PrimaryKey", of: resource)
            let type = key?["Type"]?.string ?? "String"
            return (ImportedTable.Key(name: key?["Name"]?.string ?? "id", type: String(type.prefix(1))), nil)
        }
        var types: [String: String] = [:]
        for attribute in evaluator.value("AttributeDefinitions", of: resource)?.array ?? [] {
            if let name = attribute["AttributeName"]?.string { types[name] = attribute["AttributeType"]?.string }
        }
        let schema = evaluator.value("KeySchema", of: resource)?.array ?? []
        func key(_ type: String) -> ImportedTable.Key? {
            schema.first { $0["KeyType"]?.string == type }?["AttributeName"]?.string.map {
                ImportedTable.Key(name: $0, type: types[$0] ?? "S")
            }
        }
        return key("HASH").map { ($0, key("RANGE")) }
    }

    mutating func addBucket(_ resource: TemplateResource) {
        let name = evaluator.name(of: resource)
        project.buckets.append(name)
        note(.imported, resource, "bucket → buckets/\(name)/")
    }

    mutating func addActivity(_ resource: TemplateResource) {
        let name = evaluator.name(of: resource)
        project.activities.append(name)
        note(.imported, resource, "activity: its workers run with 'baton activity \(name)'")
    }

    /// Source: CloudFormation Template Reference, `AWS::Events::Connection`.
    mutating func addConnection(_ resource: TemplateResource) {
        let parameters = evaluator.value("AuthParameters", of: resource) ?? [:]
        let authorization: ImportedConnection.Authorization
        if let basic = parameters["BasicAuthParameters"] {
            authorization = .basic(username: basic["Username"]?.scalarText ?? "user")
        } else if let key = parameters["ApiKeyAuthParameters"] {
            authorization = .apiKey(header: key["ApiKeyName"]?.scalarText ?? "X-Api-Key")
        } else if let oauth = parameters["OAuthParameters"] {
            authorization = .oauth(
                tokenURL: oauth["AuthorizationEndpoint"]?.scalarText ?? "https://id.example.com/token",
                method: oauth["HttpMethod"]?.scalarText ?? "POST",
                clientID: oauth["ClientParameters"]?["ClientID"]?.scalarText ?? "client")
        } else {
            authorization = .none
        }
        let connection = ImportedConnection(name: evaluator.name(of: resource), authorization: authorization)
        project.connections.append(connection)
        note(.imported, resource, "connection '\(connection.name)'")
        if case .none = authorization { return }
        note(.binding, resource, "its secret is read from the environment variable \(connection.variable)")
    }
}
