/// The way to an attribute or into it: `a.b[0]`, in messages `a, b, [0]`.
struct DocumentPath: Hashable, Sendable, CustomStringConvertible {
    enum Step: Hashable, Sendable {
        case member(String)
        case element(Int)
    }

    let attribute: String
    let steps: [Step]

    var description: String {
        steps.reduce(attribute) { text, step in
            switch step {
            case .member(let name): "\(text), \(name)"
            case .element(let index): "\(text), [\(index)]"
            }
        }
    }

    /// Whether one of the two leads through the other.
    func overlaps(_ other: DocumentPath) -> Bool {
        attribute == other.attribute && zip(steps, other.steps).allSatisfy { $0 == $1 }
    }

    /// What is there, if anything.
    func value(in item: [String: AttributeValue]) -> AttributeValue? {
        steps.reduce(item[attribute]) { value, step in
            switch (value, step) {
            case (.map(let members)?, .member(let name)): members[name]
            case (.list(let elements)?, .element(let index)):
                elements.indices.contains(index) ? elements[index] : nil
            default: nil
            }
        }
    }

    /// Puts a value there; an index past the end appends.
    ///
    /// - Throws: a validation fault where the way there does not exist.
    func set(_ value: AttributeValue, in item: inout [String: AttributeValue]) throws(DynamoFault) {
        item[attribute] = try Self.setting(value, at: steps[...], in: item[attribute])
    }

    private static func setting(
        _ new: AttributeValue, at steps: ArraySlice<Step>, in old: AttributeValue?
    ) throws(DynamoFault) -> AttributeValue {
        guard let step = steps.first else { return new }
        switch (old, step) {
        case (.map(var members)?, .member(let name)):
            members[name] = try setting(new, at: steps.dropFirst(), in: members[name])
            return .map(members)
        case (.list(var elements)?, .element(let index)):
            if elements.indices.contains(index) {
                elements[index] = try setting(new, at: steps.dropFirst(), in: elements[index])
            } else {
                elements.append(try setting(new, at: steps.dropFirst(), in: nil))
            }
            return .list(elements)
        default:
            throw .validation("The document path provided in the update expression is invalid for update")
        }
    }

    /// Takes away what is there, if anything.
    func remove(from item: inout [String: AttributeValue]) throws(DynamoFault) {
        item[attribute] = try Self.removing(at: steps[...], from: item[attribute])
    }

    private static func removing(
        at steps: ArraySlice<Step>, from old: AttributeValue?
    ) throws(DynamoFault) -> AttributeValue? {
        guard let step = steps.first else { return nil }
        switch (old, step) {
        case (.map(var members)?, .member(let name)):
            members[name] = try removing(at: steps.dropFirst(), from: members[name])
            return .map(members)
        case (.list(var elements)?, .element(let index)):
            guard elements.indices.contains(index) else { return .list(elements) }
            if let rest = try removing(at: steps.dropFirst(), from: elements[index]) {
                elements[index] = rest
            } else {
                elements.remove(at: index)
            }
            return .list(elements)
        default:
            throw .validation("The document path provided in the update expression is invalid for update")
        }
    }

    /// The item with nothing but what these paths lead to.
    static func project(_ paths: [DocumentPath], from item: [String: AttributeValue]) -> [String: AttributeValue] {
        var result: [String: AttributeValue] = [:]
        for (attribute, group) in Dictionary(grouping: paths, by: \.attribute) {
            guard let value = item[attribute] else { continue }
            result[attribute] = part(of: value, group.map { $0.steps[...] })
        }
        return result
    }

    private static func part(of value: AttributeValue, _ ways: [ArraySlice<Step>]) -> AttributeValue? {
        if ways.contains(where: \.isEmpty) { return value }
        let next = Dictionary(grouping: ways) { $0.first ?? .element(0) }.mapValues { $0.map { $0.dropFirst() } }
        switch value {
        case .map(let members):
            let chosen = members.reduce(into: [String: AttributeValue]()) { chosen, member in
                guard let rest = next[.member(member.key)] else { return }
                chosen[member.key] = part(of: member.value, rest)
            }
            return chosen.isEmpty ? nil : .map(chosen)
        case .list(let elements):
            let chosen = elements.enumerated().compactMap { index, element in
                next[.element(index)].flatMap { part(of: element, $0) }
            }
            return chosen.isEmpty ? nil : .list(chosen)
        default: return nil
        }
    }
}
