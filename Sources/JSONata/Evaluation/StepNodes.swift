internal import JSON

/// A field of the context: of an object its member, of an array the members of its objects.
final class FieldNode: Node {
    let name: FieldName

    init(_ name: FieldName) { self.name = name }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        evaluation.lookUp(name, in: input)
    }
}

/// The name of a field, with what makes it quick to find.
struct FieldName: Sendable {
    let text: String

    init(_ text: String) { self.text = text }
}

extension Evaluation {
    /// The field of that name; normalized.
    func lookUp(_ name: FieldName, in value: Value) -> Value {
        switch value {
        case .json(.object(let object)): return object.member(name.text).map { self.value(of: $0) } ?? .undefined
        case .json(let json):
            guard case .array(let elements) = json else { return .undefined }
            return lookUp(name, in: elements)
        default:
            guard let elements = value.elements else { return .undefined }
            return lookUp(name, in: elements)
        }
    }

    private func lookUp(_ name: FieldName, in elements: [JSONValue]) -> Value {
        var found = Items()
        for element in elements {
            switch element {
            case .object(let object):
                guard let value = object.member(name.text) else { continue }
                found.append(flattening: value, self)
            case .array(let inner): found.append(flattening: lookUp(name, in: inner), self)
            default: continue
            }
        }
        return found.normalized(self)
    }
}

/// `*`: the values of an object's members, or an array's elements, with inner arrays flattened.
final class WildcardNode: Node {
    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.step()
        var found: [JSONValue] = []
        switch input {
        // The document's own wrapper is looked through: its only item is the array.
        case .wrapped(let elements): for element in elements { found.append(deeplyFlattening: element) }
        case .json(.object(let object)): for member in object { found.append(deeplyFlattening: member.value) }
        default: for element in input.elements ?? [] { found.append(deeplyFlattening: element) }
        }
        try evaluation.charge(elements: found.count)
        return Value.normalized(sequence: found, evaluation)
    }
}

extension [JSONValue] {
    fileprivate mutating func append(deeplyFlattening value: JSONValue) {
        if case .array(let elements) = value {
            for element in elements { append(deeplyFlattening: element) }
        } else {
            append(value)
        }
    }
}

/// `**`: the context and everything below it, without the arrays themselves.
final class DescendantsNode: Node {
    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        guard let element = evaluation.element(input) else { return .undefined }
        try evaluation.step()
        var found: [JSONValue] = []
        collect(element, into: &found)
        try evaluation.charge(elements: found.count)
        return Value.normalized(sequence: found, evaluation)
    }

    private func collect(_ value: JSONValue, into found: inout [JSONValue]) {
        switch value {
        case .array(let elements): for element in elements { collect(element, into: &found) }
        case .object(let object):
            found.append(value)
            for member in object { collect(member.value, into: &found) }
        default: found.append(value)
        }
    }
}
