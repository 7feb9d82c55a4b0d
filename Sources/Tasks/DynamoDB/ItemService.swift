import Dispatch
internal import JSON
import Synchronization

/// The calls of DynamoDB on items and tables, answered by a store of ours.
final class ItemService: ServiceCaller {
    private let store: any ItemStore
    /// Tables that the configuration declares; they are there from the start.
    private let declaredTables: [String: TableKeys]
    private let account: String
    private let queue = DispatchQueue(label: "baton.items")

    init(store: any ItemStore, declaredTables: [String: TableKeys], account: String) {
        self.store = store
        self.declaredTables = declaredTables
        self.account = account
    }

    func perform(
        _ call: ServiceCall, completion: @escaping @Sendable (Result<ServiceResponse, ServiceCallFailure>) -> Void
    ) -> TaskCancellation {
        // One call at a time: what a condition found still holds when the item is written.
        queue.async { [self] in
            do throws(DynamoFault) {
                completion(.success(response(try answer(call))))
            } catch {
                completion(.failure(ServiceCallFailure(failure: error.failure, serviceID: "DynamoDB")))
            }
        }
        return .none
    }

    private func response(_ result: JSONObject) -> ServiceResponse {
        let id = randomRequestID().filter { $0 != "-" }.uppercased()
        var writer = JSONWriter()
        writer.write(result)
        return ServiceResponse(
            result: result, status: 200,
            headers: [
                HTTPHeader("Server", "Server"), HTTPHeader("Connection", "keep-alive"),
                HTTPHeader("x-amzn-RequestId", id), HTTPHeader("x-amz-crc32", "\(CRC32.checksum(writer.bytes))"),
                HTTPHeader("Content-Length", "\(writer.bytes.count)"), HTTPHeader("Date", WallTime.now.httpDate),
                HTTPHeader("Content-Type", "application/x-amz-json-1.0"),
            ], requestID: id)
    }

    private func answer(_ call: ServiceCall) throws(DynamoFault) -> JSONObject {
        let request = ItemRequest(parameters: call.parameters)
        switch call.action {
        case "getItem": return try getItem(request)
        case "putItem": return try putItem(request)
        case "updateItem": return try updateItem(request)
        case "deleteItem": return try deleteItem(request)
        case "query": return try query(request)
        case "scan": return try scan(request)
        case "createTable": return try createTable(request, call.region)
        case "deleteTable": return try deleteTable(request, call.region)
        case "describeTable": return ["Table": describe(try request.tableName(), try keys(of: request), call.region)]
        case "listTables": return ["TableNames": .array(try tables().keys.sorted().map { .string($0) })]
        default:
            throw .storage(
                "The built-in DynamoDB has no action '\(call.action)'. Set AWS_ENDPOINT_URL_DYNAMODB, or 'endpoint' under "
                    + "'resources.dynamodb' in baton.yaml, to a DynamoDB-compatible endpoint.")
        }
    }

    // MARK: Tables

    private func tables() throws(DynamoFault) -> [String: TableKeys] {
        try declaredTables.merging(stored { try store.tables() }) { declared, _ in declared }
    }

    private func keys(of request: ItemRequest) throws(DynamoFault) -> TableKeys {
        let name = try request.tableName()
        let created = try stored { try store.tables() }
        if let keys = created[name] { return keys }
        guard let declared = declaredTables[name] else { throw .tableNotFound }
        try stored { try store.createTable(name, keys: declared) }
        return declared
    }

    private func createTable(_ request: ItemRequest, _ region: String) throws(DynamoFault) -> JSONObject {
        let name = try request.tableName()
        guard try tables()[name] == nil else { throw .tableExists(name) }
        let keys = try request.keySchema()
        try stored { try store.createTable(name, keys: keys) }
        return ["TableDescription": describe(name, keys, region)]
    }

    private func deleteTable(_ request: ItemRequest, _ region: String) throws(DynamoFault) -> JSONObject {
        let name = try request.tableName()
        let keys = try keys(of: request)
        try stored { try store.deleteTable(name) }
        return ["TableDescription": describe(name, keys, region)]
    }

    private func describe(_ name: String, _ keys: TableKeys, _ region: String) -> JSONValue {
        let attributes = [keys.partition] + [keys.sort].compactMap(\.self)
        return [
            "AttributeDefinitions": .array(
                attributes.map { ["AttributeName": .string($0.name), "AttributeType": .string($0.kind.rawValue)] }),
            "KeySchema": .array(
                zip(attributes, ["HASH", "RANGE"]).map { ["AttributeName": .string($0.name), "KeyType": .string($1)] }),
            "TableArn": .string("arn:aws:dynamodb:\(region):\(account):table/\(name)"), "TableName": .string(name),
            "TableStatus": "ACTIVE",
        ]
    }

    // MARK: Single items

    private func getItem(_ request: ItemRequest) throws(DynamoFault) -> JSONObject {
        let keys = try keys(of: request)
        let key = try keys.key(only: try request.item("Key"))
        var expressions = try request.attributes()
        let projection = try request.projection(&expressions)
        try expressions.checkAllUsed()
        guard let item = try item(key, in: try request.tableName()) else { return [:] }
        return ["Item": .object((projection.map { DocumentPath.project($0, from: item) } ?? item).json)]
    }

    private func putItem(_ request: ItemRequest) throws(DynamoFault) -> JSONObject {
        let keys = try keys(of: request)
        let item = try request.item("Item")
        let key = try keys.key(in: item)
        let table = try request.tableName()
        var expressions = try request.attributes()
        let condition = try request.condition("ConditionExpression", &expressions)
        try expressions.checkAllUsed()
        try checkSize(item)
        let old = try self.item(key, in: table)
        try check(condition, old)
        try stored { try store.put(StoredItem(key: key, item: item.json), in: table) }
        return returned(request.text("ReturnValues") == "ALL_OLD" ? old : nil)
    }

    private func deleteItem(_ request: ItemRequest) throws(DynamoFault) -> JSONObject {
        let keys = try keys(of: request)
        let key = try keys.key(only: try request.item("Key"))
        let table = try request.tableName()
        var expressions = try request.attributes()
        let condition = try request.condition("ConditionExpression", &expressions)
        try expressions.checkAllUsed()
        let old = try item(key, in: table)
        try check(condition, old)
        try stored { try store.delete(key, in: table) }
        return returned(request.text("ReturnValues") == "ALL_OLD" ? old : nil)
    }

    private func updateItem(_ request: ItemRequest) throws(DynamoFault) -> JSONObject {
        let keys = try keys(of: request)
        let keyAttributes = try request.item("Key")
        let key = try keys.key(only: keyAttributes)
        let table = try request.tableName()
        var expressions = try request.attributes()
        let update = try request.update(&expressions)
        let condition = try request.condition("ConditionExpression", &expressions)
        try expressions.checkAllUsed()
        if let path = update.paths.first(where: { keyAttributes[$0.attribute] != nil }) {
            throw .validation(
                "One or more parameter values were invalid: Cannot update attribute \(path.attribute). "
                    + "This attribute is part of the key")
        }
        let old = try item(key, in: table)
        try check(condition, old)
        let new = try update.applied(to: old ?? keyAttributes)
        try checkSize(new)
        try stored { try store.put(StoredItem(key: key, item: new.json), in: table) }
        switch request.text("ReturnValues") {
        case "ALL_OLD": return returned(old)
        case "ALL_NEW": return returned(new)
        case "UPDATED_OLD": return returned(old.map { DocumentPath.project(update.paths, from: $0) })
        case "UPDATED_NEW": return returned(DocumentPath.project(update.writtenPaths, from: new))
        default: return [:]
        }
    }

    private func returned(_ item: [String: AttributeValue]?) -> JSONObject {
        guard let item, !item.isEmpty else { return [:] }
        return ["Attributes": .object(item.json)]
    }

    private func item(_ key: ItemKey, in table: String) throws(DynamoFault) -> [String: AttributeValue]? {
        guard let json = try stored({ try store.item(key, in: table) }) else { return nil }
        return try AttributeValue.members(json)
    }

    private func check(_ condition: Condition?, _ item: [String: AttributeValue]?) throws(DynamoFault) {
        if let condition, !condition.holds(for: item ?? [:]) { throw .conditionFailed(item: item) }
    }

    /// Specification: DynamoDB quotas, item size 400 KB.
    private func checkSize(_ item: [String: AttributeValue]) throws(DynamoFault) {
        guard item.reduce(0, { $0 + $1.key.utf8.count + $1.value.size }) <= 409_600 else {
            throw .validation("Item size has exceeded the maximum allowed size")
        }
    }

    // MARK: Many items

    private func query(_ request: ItemRequest) throws(DynamoFault) -> JSONObject {
        let keys = try keys(of: request)
        var expressions = try request.attributes()
        guard let condition = try request.condition("KeyConditionExpression", &expressions) else {
            throw .validation(
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")
        }
        let (partition, rest) = try keys.split(condition)
        guard let bytes = partition.keyBytes, partition.type == keys.partition.kind.rawValue else {
            throw .validation(
                "One or more parameter values were invalid: Condition parameter type does not match schema type")
        }
        return try select(
            request, keys, &expressions, partition: Array(partition.type.utf8) + bytes, condition: rest,
            backwards: request.parameters["ScanIndexForward"]?.bool == false)
    }

    private func scan(_ request: ItemRequest) throws(DynamoFault) -> JSONObject {
        let keys = try keys(of: request)
        var expressions = try request.attributes()
        return try select(request, keys, &expressions, partition: nil, condition: nil, backwards: false)
    }

    /// The items of a partition or of the table that meet the condition, then the filter, page by page.
    private func select(
        _ request: ItemRequest, _ keys: TableKeys, _ expressions: inout ExpressionAttributes, partition: [UInt8]?,
        condition: Condition?, backwards: Bool
    ) throws(DynamoFault) -> JSONObject {
        guard request.parameters["IndexName"]?.string == nil else {
            throw .storage("The built-in DynamoDB has no indexes; bind 'dynamodb' to an endpoint for 'IndexName'.")
        }
        let filter = try request.condition("FilterExpression", &expressions)
        let projection = try request.projection(&expressions)
        try expressions.checkAllUsed()
        let start = try request.startKey().map { key throws(DynamoFault) in try keys.key(only: key) }
        let limit = try request.limit()
        let table = try request.tableName()

        var items: [JSONValue] = []
        var (count, scannedCount, size) = (0, 0, 0)
        var lastKey: [String: AttributeValue]?
        var candidates = try stored {
            try store.items(in: table, partition: partition, after: backwards ? nil : start, limit: .max)
        }
        if backwards {
            candidates.reverse()
            if let start { candidates = Array(candidates.drop { $0.key >= start }) }
        }
        for stored in candidates {
            let item = try AttributeValue.members(stored.item)
            if let condition, !condition.holds(for: item) { continue }
            if scannedCount == limit || size > Self.pageBytes { break }
            scannedCount += 1
            size += item.reduce(0) { $0 + $1.key.utf8.count + $1.value.size }
            lastKey = keys.attributes(of: item)
            guard filter?.holds(for: item) ?? true else { continue }
            count += 1
            items.append(.object((projection.map { DocumentPath.project($0, from: item) } ?? item).json))
        }
        var result: JSONObject = ["Count": .integer(Int64(count))]
        if request.text("Select") != "COUNT" { result["Items"] = .array(items) }
        if scannedCount == limit || size > Self.pageBytes, let lastKey {
            result["LastEvaluatedKey"] = .object(lastKey.json)
        }
        result["ScannedCount"] = .integer(Int64(scannedCount))
        return result
    }

    /// A page holds about 1 MB.
    private static let pageBytes = 1 << 20

    private func stored<Value>(_ body: () throws -> Value) throws(DynamoFault) -> Value {
        do { return try body() } catch { throw .storage("The tables could not be read or written: \(error)") }
    }
}
