internal import JSON

/// One step of a path.
struct Step {
    let node: Node
    /// The name, where the step is nothing but a field.
    let field: FieldName?
    let predicates: [Predicate]
    let isSort: Bool
    /// Whether it is an array constructor in the first place, which is not evaluated for each item.
    let isConstructor: Bool
}

/// `a.b[c].d`: each step is evaluated for each item that the one before gave, and the results are flattened into one sequence.
final class PathNode: Node {
    private let steps: [Step]
    /// Whether the first step is a variable, so that the path does not go over the elements of the context.
    private let startsAtVariable: Bool
    private let keepsArray: Bool

    init(_ steps: [Step], startsAtVariable: Bool, keepsArray: Bool) {
        self.steps = steps
        self.startsAtVariable = startsAtVariable
        self.keepsArray = keepsArray
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        let result = try follow(input, frame, evaluation)
        evaluation.leave()
        return keepsArray ? kept(result, evaluation) : result
    }

    private func kept(_ result: Value, _ evaluation: Evaluation) -> Value {
        switch result {
        case .undefined, .json(.array), .keptSequence, .tuples: return result
        case .sequence(let elements): return elements.isEmpty ? .undefined : .keptSequence(elements)
        default: return evaluation.element(result).map { .keptSequence([$0]) } ?? .undefined
        }
    }

    /// Goes from object to object as long as there is one item, which needs no sequence.
    private func follow(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        var current = input
        var index = 0
        if startsAtVariable, steps[0].predicates.isEmpty {
            current = try steps[0].node.evaluate(input, frame, evaluation)
            index = 1
            if current.isUndefined { return .undefined }
        } else if startsAtVariable {
            return try follow(from: 0, Items(single: input), frame, evaluation)
        }
        while index < steps.count, let field = steps[index].field, case .json(.object(let object)) = current {
            guard let member = object.member(field.text) else { return .undefined }
            current = evaluation.value(of: member)
            index += 1
        }
        if index == steps.count { return current }
        if index == 0, steps[0].isConstructor {
            current = try steps[0].node.evaluate(input, frame, evaluation)
            index = 1
            if current.isUndefined || current.elements?.isEmpty == true { return current }
        }
        return try follow(from: index, Items(over: current), frame, evaluation)
    }

    private func follow(
        from start: Int, _ items: consuming Items, _ frame: Frame, _ evaluation: Evaluation
    ) throws(Fault) -> Value {
        var items = items
        for index in start..<steps.count {
            if items.count == 0 { return .undefined }
            let step = steps[index]
            var results = StepResults()
            if step.isSort {
                results.append(try apply(step, .sequence(items.array(evaluation)), frame, evaluation), evaluation)
            } else if let field = step.field {
                collect(field, items, &results, evaluation)
            } else {
                for place in 0..<items.count {
                    let item = items.item(place, evaluation)
                    results.append(try apply(step, item, frame, evaluation), evaluation)
                }
            }
            if index == steps.count - 1, let array = results.onlyArray { return array }
            items = results.flattened(evaluation)
            try evaluation.charge(elements: items.count)
        }
        return items.normalized(evaluation)
    }

    @inline(__always)
    private func apply(_ step: Step, _ item: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        var value = try step.node.evaluate(item, frame, evaluation)
        for predicate in step.predicates { value = try predicate.filter(value, frame, evaluation) }
        return value
    }

    private func collect(_ field: FieldName, _ items: Items, _ results: inout StepResults, _ evaluation: Evaluation) {
        guard !items.elements.isEmpty else {
            return results.append(evaluation.lookUp(field, in: items.item(0, evaluation)), evaluation)
        }
        for element in items.elements {
            if case .object(let object) = element {
                if let member = object.member(field.text) { results.append(member, evaluation) }
            } else if case .array = element {
                results.append(evaluation.lookUp(field, in: .json(element)), evaluation)
            }
        }
    }
}

/// What the evaluations of one step gave: flattened as soon as there are two.
private struct StepResults {
    private var count = 0
    private var first = Value.undefined
    private var items = Items()

    @inline(__always)
    mutating func append(_ value: Value, _ evaluation: Evaluation) {
        if value.isUndefined { return }
        count += 1
        if count == 1 {
            first = value
        } else {
            if count == 2 { items.append(flattening: first, evaluation) }
            items.append(flattening: value, evaluation)
        }
    }

    @inline(__always)
    mutating func append(_ element: JSONValue, _ evaluation: Evaluation) {
        if count > 1 {
            count += 1
            items.append(flattening: evaluation.value(of: element), evaluation)
        } else {
            append(evaluation.value(of: element), evaluation)
        }
    }

    /// The array, where it is all there is and no sequence: as the last step's result it stays as it is.
    var onlyArray: Value? {
        guard count == 1 else { return nil }
        switch first {
        case .json(.array), .constructed: return first
        case .tuples: return first
        default: return nil
        }
    }

    func flattened(_ evaluation: Evaluation) -> Items {
        if count != 1 { return items }
        var single = Items()
        single.append(flattening: first, evaluation)
        return single
    }
}

extension Items {
    init(single value: Value) {
        self.init()
        replaceAll(with: value)
    }
}

/// Predicates, grouping and `[]` after an expression that is no path.
final class PostfixNode: Node {
    private let base: Node
    private let predicates: [Predicate]
    private let group: GroupNode?
    private let keepsArray: Bool

    init(_ base: Node, predicates: [Predicate], group: GroupNode?, keepsArray: Bool) {
        self.base = base
        self.predicates = predicates
        self.group = group
        self.keepsArray = keepsArray
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        var value = try base.evaluateRaw(input, frame, evaluation)
        for predicate in predicates { value = try predicate.filter(value, frame, evaluation) }
        if let group { value = try group.evaluate(value, frame, evaluation) }
        return keepsArray ? kept(value, evaluation) : value.normalized(evaluation)
    }

    /// What predicates let through is a sequence, even where it is a single item.
    private func kept(_ value: Value, _ evaluation: Evaluation) -> Value {
        switch value {
        case .sequence(let elements): return elements.isEmpty ? .undefined : .keptSequence(elements)
        case .json(let element) where !predicates.isEmpty && element.array == nil: return .keptSequence([element])
        default: return value.normalized(evaluation)
        }
    }
}

/// A path and the grouping after it.
final class GroupedPathNode: Node {
    private let path: Node
    private let group: GroupNode

    init(_ path: Node, _ group: GroupNode) {
        self.path = path
        self.group = group
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try group.evaluate(try path.evaluate(input, frame, evaluation), frame, evaluation)
    }
}
