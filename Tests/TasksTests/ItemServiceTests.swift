import JSON
import Testing

@testable import Tasks

@Suite struct ItemServiceTests {
    let handler: ServiceTaskHandler

    init() {
        let tables = [
            "notes": TableKeys(partition: .init(name: "id", kind: .string)),
            "events": TableKeys(partition: .init(name: "who", kind: .string), sort: .init(name: "at", kind: .number)),
        ]
        handler = ServiceTaskHandler(
            caller: ItemService(store: InMemoryItemStore(), declaredTables: tables, account: "123456789012"))
    }

    private func call(_ action: String, _ parameters: JSONValue, isSDK: Bool = true) async -> TaskReport {
        let resource = TaskResource.service(
            service: "dynamodb", action: action, pattern: .requestResponse, isSDK: isSDK)
        return await outcome { done in _ = handler.start(attempt(resource, parameters), report: done) }
    }

    private func output(_ action: String, _ parameters: JSONValue) async throws -> JSONValue {
        let report = await call(action, parameters)
        guard case .succeeded(let output) = report else { throw SystemError(operation: "succeed: \(report)", code: 0) }
        return output
    }

    private func refusal(_ action: String, _ parameters: JSONValue) async throws -> String {
        let report = await call(action, parameters)
        guard case .failed(let error, let cause?) = report else {
            throw SystemError(operation: "be refused: \(report)", code: 0)
        }
        return "\(error): \(cause.prefix { $0 != "(" })".trimmingSuffix(" ")
    }

    // MARK: As recorded

    @Test func putUpdateGet() async throws {
        let key: JSONValue = ["id": ["S": "id1"]]
        let item: JSONValue = ["data": ["S": "HelloWorld"], "id": ["S": "id1"]]
        #expect(await call("putItem", ["TableName": "notes", "Item": item]) == .succeeded(output: [:]))
        let update: JSONValue = [
            "TableName": "notes", "Key": key, "UpdateExpression": "set S=:r", "ReturnValues": "UPDATED_NEW",
            "ExpressionAttributeValues": [":r": ["S": "HelloWorldUpdated"]],
        ]
        #expect(
            await call("updateItem", update) == .succeeded(output: ["Attributes": ["S": ["S": "HelloWorldUpdated"]]]))
        let expected: JSONValue = [
            "Item": ["S": ["S": "HelloWorldUpdated"], "data": ["S": "HelloWorld"], "id": ["S": "id1"]]
        ]
        #expect(await call("getItem", ["TableName": "notes", "Key": key]) == .succeeded(output: expected))
    }

    @Test func query() async throws {
        let item: JSONValue = ["data": ["S": "HelloWorld"], "id": ["S": "id1"]]
        _ = try await output("putItem", ["TableName": "notes", "Item": item])
        let query: JSONValue = [
            "TableName": "notes", "KeyConditionExpression": "id = :id",
            "ExpressionAttributeValues": [":id": ["S": "id1"]],
        ]
        #expect(try await output("query", query) == ["Count": 1, "Items": [item], "ScannedCount": 1])
    }

    /// As in AWS's quorum sample: `"id.$": "$$.Execution.Id"`, `{"L": ["Process1"]}`.
    @Test func optimizedIntegrationTakesPlainStrings() async throws {
        let item: JSONValue = ["id": "id1", "list": ["L": ["a", ["N": "1"]]], "map": ["M": ["k": "v"]]]
        let put: JSONValue = ["TableName": "notes", "Item": item]
        guard case .succeeded = await call("putItem", put, isSDK: false) else {
            Issue.record("plain strings were refused")
            return
        }
        let stored = try await output("getItem", ["TableName": "notes", "Key": ["id": ["S": "id1"]]])
        #expect(
            stored["Item"] == [
                "id": ["S": "id1"], "list": ["L": [["S": "a"], ["N": "1"]]], "map": ["M": ["k": ["S": "v"]]],
            ])
        #expect(try await refusal("putItem", put).hasPrefix("DynamoDb.DynamoDbException: Supplied AttributeValue"))
    }

    @Test func optimizedIntegrationHasMetadata() async throws {
        let report = await call("putItem", ["TableName": "notes", "Item": ["id": ["S": "1"]]], isSDK: false)
        guard case .succeeded(let output) = report else {
            Issue.record("\(report)")
            return
        }
        #expect(output.object?.keys.elementsEqual(["SdkHttpMetadata", "SdkResponseMetadata"]) == true)
        #expect(output["SdkHttpMetadata"]?["HttpStatusCode"] == 200)
        #expect(output["SdkHttpMetadata"]?["HttpHeaders"]?["Content-Length"] == "2")
        #expect(output["SdkHttpMetadata"]?["HttpHeaders"]?["Content-Type"] == "application/x-amz-json-1.0")
    }

    @Test func missingTable() async throws {
        let item: JSONValue = ["TableName": "nowhere", "Item": ["id": ["S": "1"]]]
        guard case .failed("DynamoDB.ResourceNotFoundException", let old?) = await call("putItem", item, isSDK: false),
            case .failed("DynamoDb.ResourceNotFoundException", let new?) = await call("putItem", item)
        else {
            Issue.record("found")
            return
        }
        #expect(
            old.hasPrefix(
                "Requested resource not found (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: "
                    + "ResourceNotFoundException; Request ID: "))
        #expect(old.hasSuffix("; Proxy: null)"))
        #expect(new.hasPrefix("Requested resource not found (Service: DynamoDb, Status Code: 400, Request ID: "))
    }

    @Test func invalidTableName() async {
        let item: JSONValue = ["TableName": "/bad", "Item": ["id": ["S": "1"]]]
        guard case .failed("DynamoDB.AmazonDynamoDBException", let cause?) = await call("putItem", item, isSDK: false)
        else {
            Issue.record("accepted")
            return
        }
        #expect(
            cause.hasPrefix(
                "1 validation error detected: Value '/bad' at 'tableName' failed to satisfy constraint: Member must satisfy "
                    + "regular expression pattern: [a-zA-Z0-9_.-]+ (Service: AmazonDynamoDBv2; Status Code: 400; "
                    + "Error Code: ValidationException; Request ID: "))
    }

    // MARK: Updates

    @Test(arguments: [
        ("SET a = a + :one", #"{"a":{"N":"11"}}"#), ("SET a = :one - a", #"{"a":{"N":"-9"}}"#),
        ("SET x = if_not_exists(x, :one)", #"{"x":{"N":"1"}}"#),
        ("SET a = if_not_exists(a, :one)", #"{"a":{"N":"10"}}"#),
        ("SET l = list_append(l, :list)", #"{"l":{"L":[{"S":"p"},{"S":"q"},{"S":"z"}]}}"#),
        ("SET l = list_append(:list, l)", #"{"l":{"L":[{"S":"z"},{"S":"p"},{"S":"q"}]}}"#),
        ("SET m.k = :one", #"{"m":{"M":{"k":{"N":"1"}}}}"#), ("SET l[1] = :one", #"{"l":{"L":[{"N":"1"}]}}"#),
        ("SET l[9] = :one", nil), ("ADD a :one", #"{"a":{"N":"11"}}"#), ("ADD fresh :one", #"{"fresh":{"N":"1"}}"#),
        ("ADD s :set", #"{"s":{"SS":["u","v","w"]}}"#), ("DELETE s :set", #"{"s":{"SS":["u"]}}"#),
        ("REMOVE a", nil), ("SET #n = :one REMOVE l[0], m.j", #"{"name":{"N":"1"}}"#),
        ("set b = a", #"{"b":{"N":"10"}}"#),
    ])
    func updates(expression: String, updatedNew: String?) async throws {
        let item = try JSONValue(
            parsing:
                #"{"id":{"S":"1"},"a":{"N":"10"},"l":{"L":[{"S":"p"},{"S":"q"}]},"m":{"M":{"j":{"BOOL":true}}},"s":{"SS":["u","v"]}}"#
        )
        _ = try await output("putItem", ["TableName": "notes", "Item": item])
        var values: JSONObject = [:]
        if expression.contains(":one") { values[":one"] = ["N": "1"] }
        if expression.contains(":list") { values[":list"] = ["L": [["S": "z"]]] }
        if expression.contains(":set") { values[":set"] = ["SS": ["v", "w"]] }
        var update: JSONObject = [
            "TableName": "notes", "Key": ["id": ["S": "1"]], "UpdateExpression": .string(expression),
            "ReturnValues": "UPDATED_NEW", "ExpressionAttributeValues": .object(values),
        ]
        if expression.contains("#n") { update["ExpressionAttributeNames"] = ["#n": "name"] }
        let result = try await output("updateItem", .object(update))
        if let updatedNew { #expect(result["Attributes"] == (try JSONValue(parsing: updatedNew))) }
        let after = try await output("getItem", ["TableName": "notes", "Key": ["id": ["S": "1"]]])
        switch expression {
        case "REMOVE a": #expect(after["Item"]?["a"] == nil)
        case "SET l[9] = :one": #expect(after["Item"]?["l"]?["L"]?[2] == ["N": "1"])
        case "SET #n = :one REMOVE l[0], m.j":
            #expect(after["Item"]?["l"] == ["L": [["S": "q"]]])
            #expect(after["Item"]?["m"] == ["M": [:]])
        default: break
        }
    }

    @Test(arguments: [
        ("SET a = absent + :v", "The provided expression refers to an attribute that does not exist in the item"),
        ("SET s = s + :v", "An operand in the update expression has an incorrect data type"),
        ("SET x.y = :v", "The document path provided in the update expression is invalid for update"),
        (
            "SET id = :v",
            "One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key"
        ),
        (
            "SET a = :nope",
            "Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :nope"
        ),
        (
            "SET a = :v, a.b = :v",
            "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]"
        ),
        (
            "SET a = :v SET b = :v",
            #"Invalid UpdateExpression: The "SET" section can only be used once in an update expression;"#
        ),
        (
            "SET Status = :v",
            "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: Status"
        ),
        ("SET a :v", #"Invalid UpdateExpression: Syntax error; token: ":v", near: "a :v""#),
        ("REMOVE a", "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}"),
        ("", "Invalid UpdateExpression: The expression can not be empty;"),
    ])
    func refusesUpdates(expression: String, message: String) async throws {
        let item: JSONValue = ["id": ["S": "1"], "a": ["N": "1"], "s": ["S": "t"]]
        _ = try await output("putItem", ["TableName": "notes", "Item": item])
        let update: JSONValue = [
            "TableName": "notes", "Key": ["id": ["S": "1"]], "UpdateExpression": .string(expression),
            "ExpressionAttributeValues": [":v": ["N": "1"]],
        ]
        #expect(try await refusal("updateItem", update) == "DynamoDb.DynamoDbException: \(message)")
        #expect(try await output("getItem", ["TableName": "notes", "Key": ["id": ["S": "1"]]])["Item"] == item)
    }

    // MARK: Conditions

    @Test(arguments: [
        ("attribute_exists(a)", true), ("attribute_not_exists(a)", false), ("attribute_not_exists(zz)", true),
        ("a = :one", true), ("a <> :one", false), ("a < :two", true), ("a >= :two", false), ("zz <> :one", true),
        ("zz = :one", false), ("a BETWEEN :one AND :two", true), ("a IN (:two, :one)", true), ("a in (:two)", false),
        ("begins_with(t, :h)", true), ("contains(t, :l)", true), ("contains(l, :one)", true), ("size(t) = :five", true),
        ("attribute_type(a, :n)", true), ("NOT a = :one", false), ("a = :two OR a = :one AND t = :hello", true),
        ("(a = :two OR a = :one) AND NOT (t = :hello)", false), ("a = :one AND attribute_exists(t)", true),
        ("t > :one", false),
    ])
    func conditions(expression: String, holds: Bool) async throws {
        let item = try JSONValue(
            parsing: #"{"id":{"S":"1"},"a":{"N":"1.0"},"t":{"S":"hello"},"l":{"L":[{"N":"1"}]}}"#)
        _ = try await output("putItem", ["TableName": "notes", "Item": item])
        let all: JSONObject = [
            ":one": ["N": "1"], ":two": ["N": "2"], ":h": ["S": "he"], ":l": ["S": "ll"], ":five": ["N": "5"],
            ":n": ["S": "N"], ":hello": ["S": "hello"],
        ]
        let words = Set(expression.split { !($0.isLetter || $0 == ":") }.map(String.init))
        let values = JSONObject(all.filter { words.contains($0.key) })
        let delete: JSONValue = [
            "TableName": "notes", "Key": ["id": ["S": "1"]], "ConditionExpression": .string(expression),
            "ExpressionAttributeValues": .object(values),
        ]
        let report = await call("deleteItem", delete)
        if holds {
            #expect(report == .succeeded(output: [:]))
        } else {
            guard case .failed("DynamoDb.ConditionalCheckFailedException", let cause?) = report else {
                Issue.record("\(report)")
                return
            }
            #expect(cause.hasPrefix("The conditional request failed (Service: DynamoDb, Status Code: 400"))
        }
    }

    // MARK: Tables and keys

    @Test(arguments: [
        (#"{"who":{"S":"a"}}"#, "One or more parameter values were invalid: Missing the key at in the item"),
        (
            #"{"who":{"S":"a"},"at":{"S":"1"}}"#,
            "One or more parameter values were invalid: Type mismatch for key at expected: N actual: S"
        ),
        (#"{"who":{"S":"a"},"at":{"N":"x"}}"#, "The parameter cannot be converted to a numeric value: x"),
        (#"{"who":{"S":"a"},"at":{"Q":"x"}}"#, #"Supplied AttributeValue has an unexpected value: {"Q":"x"}"#),
    ])
    func refusesItems(item: String, message: String) async throws {
        let put: JSONValue = ["TableName": "events", "Item": try JSONValue(parsing: item)]
        #expect(try await refusal("putItem", put) == "DynamoDb.DynamoDbException: \(message)")
    }

    @Test func refusesKeysOfAnotherShape() async throws {
        let get: JSONValue = ["TableName": "events", "Key": ["who": ["S": "a"]]]
        #expect(
            try await refusal("getItem", get)
                == "DynamoDb.DynamoDbException: The provided key element does not match the schema")
    }

    @Test func queriesInTheOrderOfNumbersPageByPage() async throws {
        for at in ["-20", "-3", "0", "0.5", "7", "10", "200"].shuffled() {
            _ = try await output(
                "putItem", ["TableName": "events", "Item": ["who": ["S": "a"], "at": ["N": .string(at)]]])
            _ = try await output(
                "putItem", ["TableName": "events", "Item": ["who": ["S": "b"], "at": ["N": .string(at)]]])
        }
        var query: JSONObject = [
            "TableName": "events", "KeyConditionExpression": "who = :w AND #at > :low", "Limit": 2,
            "ExpressionAttributeNames": ["#at": "at"],
            "ExpressionAttributeValues": [":w": ["S": "a"], ":low": ["N": "-5"]], "ProjectionExpression": "#at",
        ]
        var seen: [String] = []
        repeat {
            let page = try await output("query", .object(query))
            seen += (page["Items"]?.array ?? []).compactMap { $0["at"]?["N"]?.string }
            query["ExclusiveStartKey"] = page["LastEvaluatedKey"]
        } while query["ExclusiveStartKey"] != nil
        #expect(seen == ["-3", "0", "0.5", "7", "10", "200"])
        query["ScanIndexForward"] = false
        query["Limit"] = 3
        let back = try await output("query", .object(query))
        #expect((back["Items"]?.array ?? []).compactMap { $0["at"]?["N"]?.string } == ["200", "10", "7"])
        query["ExclusiveStartKey"] = back["LastEvaluatedKey"]
        let next = try await output("query", .object(query))
        #expect((next["Items"]?.array ?? []).compactMap { $0["at"]?["N"]?.string } == ["0.5", "0", "-3"])
    }

    @Test(arguments: [
        ("at = :n", "Query condition missed key schema element: who"),
        ("who > :w", "Query key condition not supported"),
        ("who = :w OR who = :w", "Query condition missed key schema element: who"),
        ("who = :w AND v = :n", "Query condition missed key schema element: at"),
        ("who = :w AND #at <> :n", "Query key condition not supported"),
        ("who = :n", "One or more parameter values were invalid: Condition parameter type does not match schema type"),
    ])
    func refusesKeyConditions(condition: String, message: String) async throws {
        let condition = condition.hasPrefix("at") ? "#" + condition : condition
        var query: JSONObject = ["TableName": "events", "KeyConditionExpression": .string(condition)]
        var values: JSONObject = [:]
        if condition.contains(":w") { values[":w"] = ["S": "a"] }
        if condition.contains(":n") { values[":n"] = ["N": "1"] }
        query["ExpressionAttributeValues"] = .object(values)
        if condition.contains("#at") { query["ExpressionAttributeNames"] = ["#at": "at"] }
        #expect(try await refusal("query", .object(query)) == "DynamoDb.DynamoDbException: \(message)")
    }

    @Test func scansWithAFilter() async throws {
        for number in 0..<10 {
            let item: JSONValue = ["id": ["S": .string("\(number)")], "n": ["N": .string("\(number)")]]
            _ = try await output("putItem", ["TableName": "notes", "Item": item])
        }
        let scan: JSONValue = [
            "TableName": "notes", "FilterExpression": "n >= :n", "Select": "COUNT",
            "ExpressionAttributeValues": [":n": ["N": "7"]],
        ]
        #expect(try await output("scan", scan) == ["Count": 3, "ScannedCount": 10])
    }

    @Test func makesAndDropsTables() async throws {
        let create: JSONValue = [
            "TableName": "fresh", "KeySchema": [["AttributeName": "k", "KeyType": "HASH"]],
            "AttributeDefinitions": [["AttributeName": "k", "AttributeType": "N"]],
        ]
        #expect(try await output("createTable", create)["TableDescription"]?["TableStatus"] == "ACTIVE")
        #expect(
            try await refusal("createTable", create) == "DynamoDb.ResourceInUseException: Table already exists: fresh")
        #expect(try await output("listTables", [:]) == ["TableNames": ["events", "fresh", "notes"]])
        _ = try await output("putItem", ["TableName": "fresh", "Item": ["k": ["N": "01.50"]]])
        #expect(
            try await output("getItem", ["TableName": "fresh", "Key": ["k": ["N": "1.5"]]])["Item"] == [
                "k": ["N": "1.5"]
            ])
        _ = try await output("deleteTable", ["TableName": "fresh"])
        #expect(
            try await refusal("getItem", ["TableName": "fresh", "Key": ["k": ["N": "1"]]])
                == "DynamoDb.ResourceNotFoundException: Requested resource not found")
    }

    @Test func returnsOldValues() async throws {
        let first: JSONValue = ["id": ["S": "1"], "a": ["S": "first"]]
        let second: JSONValue = ["id": ["S": "1"], "a": ["S": "second"]]
        #expect(try await output("putItem", ["TableName": "notes", "Item": first, "ReturnValues": "ALL_OLD"]) == [:])
        #expect(
            try await output("putItem", ["TableName": "notes", "Item": second, "ReturnValues": "ALL_OLD"])
                == ["Attributes": first])
        #expect(
            try await output(
                "deleteItem", ["TableName": "notes", "Key": ["id": ["S": "1"]], "ReturnValues": "ALL_OLD"])
                == ["Attributes": second])
    }
}

@Suite struct DecimalNumberTests {
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("1", "1"), ("01.50", "1.5"), ("1e3", "1000"), ("1E-3", "0.001"),
        ("-12.340", "-12.34"),
        ("123456789012345678901234567890", "123456789012345678901234567890"), (".5", "0.5"), ("5.", "5"), ("+7", "7"),
    ])
    func reads(text: String, plain: String) throws { #expect(try #require(DecimalNumber(text)).text == plain) }

    @Test(arguments: ["", "x", "1x", "--1", "1.2.3", "1e", "e1", " 1", "NaN", "Infinity", "1e99999"])
    func refuses(text: String) { #expect(DecimalNumber(text) == nil) }

    @Test func adds() throws {
        for (left, right, sum) in [
            ("1", "2", "3"), ("0.1", "0.2", "0.3"), ("-1", "1", "0"), ("999", "1", "1000"), ("1", "-0.001", "0.999"),
            ("-5", "-7.5", "-12.5"), ("2", "-10", "-8"), ("0", "0", "0"),
            ("1e20", "1e-10", "100000000000000000000.0000000001"),
        ] {
            let (a, b) = (try #require(DecimalNumber(left)), try #require(DecimalNumber(right)))
            #expect((a + b).text == sum)
            #expect((b + a).text == sum)
            #expect((a + b - b) == a)
        }
    }

    @Test func ordersAsNumbers() throws {
        let texts = [
            "-1e10", "-200", "-20", "-3.5", "-3", "-0.001", "0", "0.0009", "0.001", "0.5", "3", "20", "200", "1e10",
        ]
        let numbers = try texts.map { try #require(DecimalNumber($0)) }
        #expect(numbers.shuffled().sorted() == numbers)
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
