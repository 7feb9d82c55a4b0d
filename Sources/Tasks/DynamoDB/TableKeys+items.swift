extension TableKeys {
    /// The key of an item.
    func key(in item: [String: AttributeValue]) throws(DynamoFault) -> ItemKey {
        ItemKey(
            partition: try bytes(of: partition, in: item),
            sort: try sort.map { attribute throws(DynamoFault) in try bytes(of: attribute, in: item) } ?? [])
    }

    /// The key that these attributes and no others make up.
    func key(only attributes: [String: AttributeValue]) throws(DynamoFault) -> ItemKey {
        guard attributes.count == (sort == nil ? 1 : 2), attributes[partition.name]?.type == partition.kind.rawValue,
            sort.map({ attributes[$0.name]?.type == $0.kind.rawValue }) ?? true
        else { throw .validation("The provided key element does not match the schema") }
        return try key(in: attributes)
    }

    /// The key attributes of an item.
    func attributes(of item: [String: AttributeValue]) -> [String: AttributeValue] {
        item.filter { $0.key == partition.name || $0.key == sort?.name }
    }

    private func bytes(of attribute: Attribute, in item: [String: AttributeValue]) throws(DynamoFault) -> [UInt8] {
        guard let value = item[attribute.name] else {
            throw .validation(
                "One or more parameter values were invalid: Missing the key \(attribute.name) in the item")
        }
        guard value.type == attribute.kind.rawValue, let bytes = value.keyBytes else {
            throw .validation(
                "One or more parameter values were invalid: Type mismatch for key \(attribute.name) "
                    + "expected: \(attribute.kind.rawValue) actual: \(value.type)")
        }
        guard !bytes.isEmpty else {
            throw .validation(
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
                    + "empty string value. Key: \(attribute.name)")
        }
        return Array(value.type.utf8) + bytes
    }

    /// A key condition as the partition key's value and what is asked of the sort key.
    func split(_ condition: Condition) throws(DynamoFault) -> (partition: AttributeValue, rest: Condition?) {
        var parts: [Condition] = []
        var open = [condition]
        while let next = open.popLast() {
            if case .and(let left, let right) = next { open += [right, left] } else { parts.append(next) }
        }
        let isPartition = { (part: Condition) -> AttributeValue? in
            guard case .compare(.path(let path), .equal, .value(let value)) = part,
                path == DocumentPath(attribute: partition.name, steps: [])
            else { return nil }
            return value
        }
        let values = parts.compactMap(isPartition)
        guard let value = values.first, values.count == 1 else {
            let isAsked = parts.contains { asked(by: $0) == partition.name }
            throw .validation(
                isAsked
                    ? "Query key condition not supported"
                    : "Query condition missed key schema element: \(partition.name)")
        }
        let rest = parts.filter { isPartition($0) == nil }
        guard let last = rest.first else { return (value, nil) }
        guard let sort, rest.count == 1, let name = asked(by: last) else {
            throw .validation("Query key condition not supported")
        }
        guard name == sort.name else { throw .validation("Query condition missed key schema element: \(sort.name)") }
        return (value, last)
    }

    /// The attribute that a condition asks something of, where key conditions may ask it.
    private func asked(by condition: Condition) -> String? {
        let operand: Operand
        switch condition {
        case .compare(let left, let comparator, _) where comparator != .notEqual: operand = left
        case .between(let value, _, _), .beginsWith(let value, _): operand = value
        default: return nil
        }
        if case .path(let path) = operand, path.steps.isEmpty { return path.attribute }
        return nil
    }
}
