internal import JSON

/// `{key: value, …}`: evaluates the keys for each item, gathers the items of each key, and evaluates the values for them.
final class GroupNode: Node {
    private let keys: [Node]
    let values: [Node]
    private let position: Int

    init(keys: [Node], values: [Node], position: Int) {
        self.keys = keys
        self.values = values
        self.position = position
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        if case .tuples(let stream) = input { return try group(stream, frame, evaluation) }
        try evaluation.enter()
        var groups = Groups<ItemGroup>()
        if case .wrapped(let elements) = input {
            try add(.array(elements), to: &groups, frame, evaluation)
        } else if let elements = input.elements {
            if elements.isEmpty { try add(.undefined, to: &groups, frame, evaluation) }
            for element in elements { try add(evaluation.value(of: element), to: &groups, frame, evaluation) }
        } else {
            try add(input, to: &groups, frame, evaluation)
        }
        var object = JSONObject()
        for index in groups.entries.indices {
            let group = groups.entries[index]
            let value = try values[group.pair].evaluate(group.content.value, frame, evaluation)
            if let element = evaluation.element(value) { object.appendNew(group.key, element) }
        }
        evaluation.leave()
        try evaluation.charge(elements: 2 * object.count)
        try evaluation.noteConstruction(of: [.object(object)])
        return .json(.object(object))
    }

    private func add(
        _ item: Value, to groups: inout Groups<ItemGroup>, _ frame: Frame, _ evaluation: Evaluation
    ) throws(Fault) {
        for pair in keys.indices {
            guard let key = try key(pair, item, frame, evaluation) else { continue }
            let place = try self.place(of: key, pair, in: &groups, initial: ItemGroup.none)
            groups.entries[place].content.append(item, evaluation)
        }
    }

    private func key(_ pair: Int, _ item: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> String? {
        let value = try keys[pair].evaluate(item, frame, evaluation)
        if value.isUndefined { return nil }
        guard case .json(.string(let key)) = value else {
            throw Fault("T1003", at: position, value: evaluation.element(value))
        }
        return key
    }

    private func place<Content>(
        of key: String, _ pair: Int, in groups: inout Groups<Content>, initial: Content
    ) throws(Fault) -> Int {
        let place = groups.place(of: key, pair: pair, initial: initial)
        if groups.entries[place].pair != pair { throw Fault("D1009", at: position, value: .string(key)) }
        return place
    }

    // MARK: Tuples

    private func group(_ stream: TupleStream, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        var groups = Groups<[Tuple]>()
        for tuple in stream.tuples {
            for pair in keys.indices {
                guard let key = try key(pair, tuple.item, tuple.frame, evaluation) else { continue }
                let place = try self.place(of: key, pair, in: &groups, initial: [])
                groups.entries[place].content.append(tuple)
            }
        }
        var object = JSONObject()
        for group in groups.entries {
            let merged = Tuple(merging: group.content, stream.layout, parent: frame, evaluation)
            let value = try values[group.pair].evaluate(merged.item, merged.frame, evaluation)
            if let element = evaluation.element(value) { object.appendNew(group.key, element) }
        }
        evaluation.leave()
        return .json(.object(object))
    }
}

/// The items of one key: most often one, so that no array is needed.
private enum ItemGroup {
    case none
    case one(Value)
    case many([JSONValue])

    mutating func append(_ item: Value, _ evaluation: Evaluation) {
        switch self {
        case .none: self = .one(item)
        case .one(let first):
            var elements = first.elements ?? evaluation.element(first).map { [$0] } ?? []
            elements.append(item, evaluation)
            self = .many(elements)
        case .many(var elements):
            self = .none
            elements.append(item, evaluation)
            self = .many(elements)
        }
    }

    var value: Value {
        switch self {
        case .none: .undefined
        case .one(let item): item
        case .many(let elements): .array(elements)
        }
    }
}

extension [JSONValue] {
    /// Appends a value, or the elements of an array.
    mutating func append(_ value: Value, _ evaluation: Evaluation) {
        if let elements = value.elements {
            self += elements
        } else if let element = evaluation.element(value) {
            append(element)
        }
    }
}

/// Contents by key, in the order in which the keys came.
private struct Groups<Content> {
    struct Entry {
        let key: String
        let pair: Int
        var content: Content
    }

    var entries: [Entry] = []
    private var places = JSONObject()

    mutating func place(of key: String, pair: Int, initial: Content) -> Int {
        if case .integer(let place)? = places[key] { return Int(place) }
        places.appendNew(key, .integer(Int64(entries.count)))
        entries.append(Entry(key: key, pair: pair, content: initial))
        return entries.count - 1
    }
}

extension Tuple {
    /// One tuple of many: items and variables of the same name appended to each other.
    fileprivate init(merging tuples: [Tuple], _ layout: TupleLayout, parent: Frame, _ evaluation: Evaluation) {
        frame = Frame.make(layout.names.count, parent: parent)
        item = .undefined
        for tuple in tuples {
            item = append(item, tuple.item, evaluation)
            for slot in layout.names.indices where !tuple.frame[slot].isUnbound {
                let known = frame[slot]
                frame[slot] = known.isUnbound ? tuple.frame[slot] : append(known, tuple.frame[slot], evaluation)
            }
        }
    }
}

/// Two values as one array; the other where one is undefined (JSONata's `$append`).
func append(_ first: Value, _ second: Value, _ evaluation: Evaluation) -> Value {
    if first.isUndefined { return second }
    if second.isUndefined { return first }
    var elements = first.elements ?? evaluation.element(first).map { [$0] } ?? []
    elements.append(second, evaluation)
    return .array(elements)
}
