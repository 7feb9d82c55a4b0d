internal import JSON

/// A value of an item's attribute.
///
/// Specification: DynamoDB API, `AttributeValue`.
indirect enum AttributeValue: Hashable, Sendable {
    case string(String)
    case number(DecimalNumber)
    case binary([UInt8])
    case bool(Bool)
    case null
    case list([AttributeValue])
    case map([String: AttributeValue])
    case stringSet(Set<String>)
    case numberSet(Set<DecimalNumber>)
    case binarySet(Set<[UInt8]>)

    /// The descriptor in JSON: `S`, `N`, …
    var type: String {
        switch self {
        case .string: "S"
        case .number: "N"
        case .binary: "B"
        case .bool: "BOOL"
        case .null: "NULL"
        case .list: "L"
        case .map: "M"
        case .stringSet: "SS"
        case .numberSet: "NS"
        case .binarySet: "BS"
        }
    }
}

// MARK: - JSON

extension AttributeValue {
    /// From DynamoDB's JSON, such as `{"S": "text"}`.
    init(_ json: JSONValue) throws(DynamoFault) {
        guard let object = json.object, let (type, value) = object.first, object.count == 1 else {
            throw .validation(
                "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
        }
        switch (type, value) {
        case ("S", .string(let text)): self = .string(text)
        case ("N", let number): self = .number(try Self.number(number))
        case ("B", .string(let text)): self = .binary(Base64.decode(text) ?? Array(text.utf8))
        case ("BOOL", .bool(let flag)): self = .bool(flag)
        case ("BOOL", .string(let text)) where text == "true" || text == "false": self = .bool(text == "true")
        case ("NULL", .bool(true)), ("NULL", .string("true")): self = .null
        case ("L", .array(let elements)):
            var list: [AttributeValue] = []
            for element in elements { list.append(try AttributeValue(element)) }
            self = .list(list)
        case ("M", .object(let members)): self = .map(try Self.members(members))
        case ("SS", .array(let elements)): self = .stringSet(Set(try Self.set(elements, "string", \.string)))
        case ("NS", .array(let elements)):
            var numbers: [DecimalNumber] = []
            for element in elements { numbers.append(try Self.number(element)) }
            self = .numberSet(Set(try Self.set(numbers, "number") { $0 }))
        case ("BS", .array(let elements)):
            self = .binarySet(
                Set(try Self.set(elements, "binary") { $0.string.map { Base64.decode($0) ?? Array($0.utf8) } }))
        default:
            throw .validation("Supplied AttributeValue has an unexpected value: \(json)")
        }
    }

    static func members(_ object: JSONObject) throws(DynamoFault) -> [String: AttributeValue] {
        var members: [String: AttributeValue] = [:]
        for (name, value) in object { members[name] = try AttributeValue(value) }
        return members
    }

    private static func number(_ json: JSONValue) throws(DynamoFault) -> DecimalNumber {
        let text = json.string ?? (json.isNumber ? json.text : "")
        guard let number = DecimalNumber(text) else {
            throw .validation("The parameter cannot be converted to a numeric value: \(text)")
        }
        guard number.isStorable else {
            throw .validation("Attempting to store more than 38 significant digits in a Number")
        }
        return number
    }

    private static func set<Element, Value: Hashable>(
        _ elements: [Element], _ kind: String, _ value: (Element) -> Value?
    ) throws(DynamoFault) -> [Value] {
        let values = elements.compactMap(value)
        guard !values.isEmpty, values.count == elements.count else {
            throw .validation("One or more parameter values were invalid: An \(kind) set  may not be empty")
        }
        guard Set(values).count == values.count else {
            throw .validation("One or more parameter values were invalid: Input collection contains duplicates.")
        }
        return values
    }

    var json: JSONValue {
        let value: JSONValue =
            switch self {
            case .string(let text): .string(text)
            case .number(let number): .string(number.text)
            case .binary(let bytes): .string(Base64.encode(bytes))
            case .bool(let flag): .bool(flag)
            case .null: true
            case .list(let elements): .array(elements.map(\.json))
            case .map(let members): .object(members.json)
            case .stringSet(let texts): .array(texts.sorted().map { .string($0) })
            case .numberSet(let numbers): .array(numbers.sorted().map { .string($0.text) })
            case .binarySet(let values): .array(values.map { .string(Base64.encode($0)) }.sorted { "\($0)" < "\($1)" })
            }
        return [type: value]
    }

    /// The size that counts towards an item's limit, in bytes.
    var size: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .number(let number): number.text.utf8.count / 2 + 1
        case .binary(let bytes): bytes.count
        case .bool, .null: 1
        case .list(let elements): elements.reduce(3) { $0 + $1.size + 1 }
        case .map(let members): members.reduce(3) { $0 + $1.key.utf8.count + $1.value.size + 1 }
        case .stringSet(let texts): texts.reduce(0) { $0 + $1.utf8.count }
        case .numberSet(let numbers): numbers.reduce(0) { $0 + $1.text.utf8.count / 2 + 1 }
        case .binarySet(let values): values.reduce(0) { $0 + $1.count }
        }
    }
}

extension [String: AttributeValue] {
    /// By name, as DynamoDB's own answers come in no order of theirs.
    var json: JSONObject { JSONObject(sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value.json) }) }
}

// MARK: - Comparison

extension AttributeValue {
    /// Whether this comes before the other; nothing for types that have no order or differ.
    func precedes(_ other: AttributeValue) -> Bool? {
        switch (self, other) {
        case (.string(let a), .string(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        case (.number(let a), .number(let b)): a < b
        case (.binary(let a), .binary(let b)): a.lexicographicallyPrecedes(b)
        default: nil
        }
    }

    /// Bytes whose order is that of key values; nothing for types that cannot be keys.
    var keyBytes: [UInt8]? {
        switch self {
        case .string(let text): Array(text.utf8)
        case .number(let number): number.orderedBytes
        case .binary(let bytes): bytes
        default: nil
        }
    }
}
