internal import JSON

/// The parameters of a call on items.
struct ItemRequest {
    let parameters: JSONValue

    func text(_ name: String) -> String? { parameters[name]?.string }

    func tableName() throws(DynamoFault) -> String {
        guard let given = text("TableName") else {
            throw .validation(
                "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null"
            )
        }
        // An ARN names a table, too.
        let name = given.hasPrefix("arn:") ? given.split(separator: "/").last.map(String.init) ?? given : given
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        let start =
            "1 validation error detected: Value '\(name)' at 'tableName' failed to satisfy constraint: Member must"
        guard isPlain else { throw .validation("\(start) satisfy regular expression pattern: [a-zA-Z0-9_.-]+") }
        guard name.utf8.count >= 3 else { throw .validation("\(start) have length greater than or equal to 3") }
        guard name.utf8.count <= 255 else { throw .validation("\(start) have length less than or equal to 255") }
        return name
    }

    func item(_ name: String) throws(DynamoFault) -> [String: AttributeValue] {
        guard let object = parameters[name]?.object else {
            let member = name.prefix(1).lowercased() + name.dropFirst()
            throw .validation(
                "1 validation error detected: Value null at '\(member)' failed to satisfy constraint: Member must not be null"
            )
        }
        return try AttributeValue.members(object)
    }

    func startKey() throws(DynamoFault) -> [String: AttributeValue]? {
        guard let object = parameters["ExclusiveStartKey"]?.object else { return nil }
        return try AttributeValue.members(object)
    }

    func limit() throws(DynamoFault) -> Int {
        guard let limit = parameters["Limit"] else { return .max }
        guard let number = limit.integer, number >= 1 else {
            throw .validation(
                "1 validation error detected: Value '\(limit.text)' at 'limit' failed to satisfy constraint: "
                    + "Member must have value greater than or equal to 1")
        }
        return Int(clamping: number)
    }

    // MARK: Expressions

    func attributes() throws(DynamoFault) -> ExpressionAttributes {
        for legacy in ["AttributeUpdates", "Expected", "KeyConditions", "QueryFilter", "ScanFilter", "AttributesToGet"]
        where parameters[legacy] != nil {
            throw .storage("The built-in DynamoDB does not know '\(legacy)'; use an expression.")
        }
        let names = (parameters["ExpressionAttributeNames"]?.object ?? [:]).reduce(into: [:]) {
            $0[$1.key] = $1.value.string
        }
        let values = try AttributeValue.members(parameters["ExpressionAttributeValues"]?.object ?? [:])
        return ExpressionAttributes(names: names, values: values)
    }

    func condition(_ kind: String, _ attributes: inout ExpressionAttributes) throws(DynamoFault) -> Condition? {
        guard let text = text(kind) else { return nil }
        var parser = try ExpressionParser(text, kind: kind, attributes: attributes)
        let condition = try parser.condition()
        attributes = parser.attributes
        return condition
    }

    func projection(_ attributes: inout ExpressionAttributes) throws(DynamoFault) -> [DocumentPath]? {
        guard let text = text("ProjectionExpression") else { return nil }
        var parser = try ExpressionParser(text, kind: "ProjectionExpression", attributes: attributes)
        let paths = try parser.projection()
        attributes = parser.attributes
        return paths
    }

    func update(_ attributes: inout ExpressionAttributes) throws(DynamoFault) -> Update {
        guard let text = text("UpdateExpression") else { return Update(actions: []) }
        var parser = try ExpressionParser(text, kind: "UpdateExpression", attributes: attributes)
        let update = try parser.update()
        attributes = parser.attributes
        return update
    }

    // MARK: Tables

    func keySchema() throws(DynamoFault) -> TableKeys {
        var kinds: [String: TableKeys.Attribute.Kind] = [:]
        for definition in parameters["AttributeDefinitions"]?.array ?? [] {
            guard let name = definition["AttributeName"]?.string else { continue }
            kinds[name] = definition["AttributeType"]?.string.flatMap(TableKeys.Attribute.Kind.init(rawValue:))
        }
        var attributes: [String: TableKeys.Attribute] = [:]
        for element in parameters["KeySchema"]?.array ?? [] {
            guard let name = element["AttributeName"]?.string, let type = element["KeyType"]?.string,
                let kind = kinds[name]
            else {
                throw .validation(
                    "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions."
                )
            }
            attributes[type] = TableKeys.Attribute(name: name, kind: kind)
        }
        guard let partition = attributes["HASH"] else {
            throw .validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
        }
        return TableKeys(partition: partition, sort: attributes["RANGE"])
    }
}
