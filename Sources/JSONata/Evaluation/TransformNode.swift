internal import JSON

/// `|pattern|update,delete|`: a function that gives a changed copy of its argument.
final class TransformNode: Node {
    fileprivate let pattern: Node
    fileprivate let update: Node
    fileprivate let deletion: Node?
    fileprivate let updatePosition: Int
    fileprivate let deletionPosition: Int

    init(pattern: Node, update: Node, deletion: Node?, updatePosition: Int, deletionPosition: Int) {
        self.pattern = pattern
        self.update = update
        self.deletion = deletion
        self.updatePosition = updatePosition
        self.deletionPosition = deletionPosition
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        .function(Transformer(self, frame: frame))
    }
}

/// The function that a transform expression makes.
final class Transformer: Function {
    private let node: TransformNode
    private let frame: Frame

    private static let signature = Signature(trusted: "<(oa):o>")

    init(_ node: TransformNode, frame: Frame) {
        self.node = node
        self.frame = frame
    }

    override var arity: Int { 1 }

    override func call(
        _ arguments: inout Arguments, input: Value, _ evaluation: Evaluation
    ) throws(Fault) -> Value {
        try Self.signature.validate(&arguments, context: input, function: nil, evaluation)
        guard let document = evaluation.element(arguments[0]) else { return .undefined }
        try evaluation.enter()
        let copy = Self.separated(document)
        let matches = try node.pattern.evaluate(evaluation.value(of: copy), frame, evaluation)
        var changes = Changes()
        for match in matches.elements ?? evaluation.element(matches).map({ [$0] }) ?? [] {
            try change(match, &changes, evaluation)
        }
        evaluation.leave()
        return evaluation.value(of: changes.isEmpty ? document : try changes.applied(to: copy, evaluation))
    }

    private func change(_ match: JSONValue, _ changes: inout Changes, _ evaluation: Evaluation) throws(Fault) {
        var context = try changes.applied(to: match, evaluation)
        var object = context.object
        let update = try node.update.evaluate(evaluation.value(of: context), frame, evaluation)
        if !update.isUndefined {
            guard case .json(.object(let members)) = update else {
                throw Fault("T2011", at: node.updatePosition, value: evaluation.element(update))
            }
            for member in members { object?[member.key] = member.value }
        }
        if let deletion = node.deletion {
            if let object { context = .object(object) }
            let names = try deletion.evaluate(evaluation.value(of: context), frame, evaluation)
            for name in try self.names(names, evaluation) { object?[name] = nil }
        }
        if case .object(let original) = match, let object {
            changes.replace(original, with: object)
            try evaluation.charge(elements: 2 * object.count)
        }
    }

    /// The value with storage of its own for each object, so that each can be told by it from the others and from those
    /// that the update finds elsewhere.
    private static func separated(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(separated))
        case .object(let object):
            var copy = object.separateCopy()
            for member in object where !member.value.isScalar { copy[member.key] = separated(member.value) }
            return .object(copy)
        default: return value
        }
    }

    private func names(_ value: Value, _ evaluation: Evaluation) throws(Fault) -> [String] {
        guard let element = evaluation.element(value) else { return [] }
        let names = (value.elements ?? [element]).map(\.string)
        guard !names.contains(nil) else { throw Fault("T2012", at: node.deletionPosition, value: element) }
        return names.compactMap { $0 }
    }
}

/// What became of the objects that were changed, by the storage they had in the document.
private struct Changes {
    private var objects: [UnsafeRawPointer: JSONObject] = [:]

    var isEmpty: Bool { objects.isEmpty }

    mutating func replace(_ original: JSONObject, with changed: JSONObject) {
        objects[original.storageIdentity] = changed
    }

    /// The value with the changes to it and to what it holds.
    func applied(to value: JSONValue, _ evaluation: Evaluation) throws(Fault) -> JSONValue {
        guard !isEmpty else { return value }
        var around: Set<UnsafeRawPointer> = []
        return try rebuilt(value, within: &around, evaluation) ?? value
    }

    /// The changed value; nil where nothing in it changed.
    ///
    /// - Parameter around: the changed objects that it is in. What an update put into itself stays as it was.
    private func rebuilt(
        _ value: JSONValue, within around: inout Set<UnsafeRawPointer>, _ evaluation: Evaluation
    ) throws(Fault) -> JSONValue? {
        switch value {
        case .array(let elements):
            var copy: [JSONValue]?
            for index in elements.indices {
                guard let element = try rebuilt(elements[index], within: &around, evaluation) else { continue }
                if copy == nil { copy = elements }
                copy?[index] = element
            }
            if copy != nil { try evaluation.charge(elements: elements.count) }
            return copy.map { .array($0) }
        case .object(let object):
            let identity = object.storageIdentity
            let changed = objects[identity]
            guard changed == nil || around.insert(identity).inserted else { return nil }
            defer { if changed != nil { around.remove(identity) } }
            let current = changed ?? object
            var copy = changed
            for member in current {
                guard let value = try rebuilt(member.value, within: &around, evaluation) else { continue }
                if copy == nil { copy = current }
                copy?[member.key] = value
            }
            if copy != nil { try evaluation.charge(elements: 2 * current.count) }
            return copy.map { .object($0) }
        default: return nil
        }
    }
}
