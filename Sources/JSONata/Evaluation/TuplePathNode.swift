internal import JSON

/// A step of a path whose items carry variables.
struct TupleStep {
    let node: Node
    let stages: [TupleStage]
    let isSort: Bool
    /// The slot of `@$name`: the item is bound, and the context stays.
    let focus: Int?
    /// The slot of `#$name`: the place among the items that came of one.
    let index: Int?
    /// The slot that keeps what the step was taken from, for `%`.
    let ancestor: Int?
}

/// What happens to the items of a step, all together.
enum TupleStage {
    case filter(Predicate)
    case index(slot: Int)
}

/// A path with `@`, `#` or `%`. The steps before the first of these are an ordinary path.
final class TuplePathNode: Node {
    private let prefix: Node?
    private let startsAtVariable: Bool
    private let steps: [TupleStep]
    private let layout: TupleLayout
    private let group: GroupNode?
    private let keepsArray: Bool
    /// Whether a path around this one needs the variables.
    private let keepsTuples: Bool

    init(
        prefix: Node?, startsAtVariable: Bool, _ steps: [TupleStep], layout: TupleLayout, group: GroupNode?,
        keepsArray: Bool, keepsTuples: Bool
    ) {
        self.prefix = prefix
        self.startsAtVariable = startsAtVariable
        self.steps = steps
        self.layout = layout
        self.group = group
        self.keepsArray = keepsArray
        self.keepsTuples = keepsTuples
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        try evaluation.enter()
        var stream = try start(input, frame, evaluation)
        for step in steps { stream = try follow(step, stream, frame, evaluation) }
        evaluation.leave()
        if let group { return try group.evaluate(.tuples(stream), frame, evaluation) }
        if keepsTuples { return .tuples(stream) }
        let elements = stream.tuples.compactMap { evaluation.element($0.item) }
        if keepsArray { return elements.isEmpty ? .undefined : .keptSequence(elements) }
        if elements.count == 1 { return stream.tuples[0].item }
        return Value.normalized(sequence: elements, evaluation)
    }

    private func start(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> TupleStream {
        let items: Items
        if let prefix {
            let value = try prefix.evaluate(input, frame, evaluation)
            items = value.isUndefined ? Items() : Items(over: value)
        } else {
            items = startsAtVariable ? Items(single: input) : Items(over: input)
        }
        let empty = Frame.make(layout.names.count, parent: frame)
        return TupleStream(
            layout: layout,
            tuples: (0..<items.count).map { Tuple(item: items.item($0, evaluation), frame: empty) })
    }

    private func follow(
        _ step: TupleStep, _ stream: TupleStream, _ frame: Frame, _ evaluation: Evaluation
    ) throws(Fault) -> TupleStream {
        var result: TupleStream
        if step.isSort {
            guard case .tuples(let sorted) = try step.node.evaluate(.tuples(stream), frame, evaluation) else {
                return stream
            }
            result = sorted
            if let slot = step.index { result = number(result, in: slot, frame) }
        } else {
            result = TupleStream(layout: layout)
            for tuple in stream.tuples { try extend(tuple, step, frame, &result.tuples, evaluation) }
        }
        for stage in step.stages {
            switch stage {
            case .filter(let predicate): result = try predicate.filter(result, evaluation)
            case .index(let slot): result = number(result, in: slot, frame)
            }
        }
        try evaluation.charge(bytes: result.tuples.count * (64 + 24 * layout.names.count))
        return result
    }

    private func extend(
        _ tuple: Tuple, _ step: TupleStep, _ frame: Frame, _ tuples: inout [Tuple], _ evaluation: Evaluation
    ) throws(Fault) {
        let value = try step.node.evaluate(tuple.item, tuple.frame, evaluation)
        if value.isUndefined { return }
        if case .tuples(let inner) = value {
            for innerTuple in inner.tuples {
                tuples.append(Tuple(item: innerTuple.item, frame: merge(tuple, innerTuple, inner.layout, frame)))
            }
            return
        }
        let items = value.elements.map { Items($0) } ?? Items(single: value)
        for place in 0..<items.count {
            let item = items.item(place, evaluation)
            let variables = tuple.frame.copy(parent: frame)
            if let slot = step.focus { variables[slot] = item }
            if let slot = step.index { variables[slot] = .integer(place) }
            if let slot = step.ancestor { variables[slot] = tuple.item }
            tuples.append(Tuple(item: step.focus == nil ? item : tuple.item, frame: variables))
        }
    }

    private func merge(_ outer: Tuple, _ inner: Tuple, _ innerLayout: TupleLayout, _ frame: Frame) -> Frame {
        let merged = outer.frame.copy(parent: frame)
        for (slot, name) in innerLayout.names.enumerated() where !inner.frame[slot].isUnbound {
            if let target = layout.names.firstIndex(of: name) { merged[target] = inner.frame[slot] }
        }
        return merged
    }

    private func number(_ stream: TupleStream, in slot: Int, _ frame: Frame) -> TupleStream {
        let tuples = stream.tuples.enumerated().map { place, tuple in
            let variables = tuple.frame.copy(parent: frame)
            variables[slot] = .integer(place)
            return Tuple(item: tuple.item, frame: variables)
        }
        return TupleStream(layout: layout, tuples: tuples)
    }
}

extension Predicate {
    /// The tuples that the predicate lets through, each seen with its own variables.
    func filter(_ stream: TupleStream, _ evaluation: Evaluation) throws(Fault) -> TupleStream {
        let tuples = stream.tuples
        switch self {
        case .position(let position):
            let index = position < 0 ? tuples.count + position : position
            return TupleStream(layout: stream.layout, tuples: tuples.indices.contains(index) ? [tuples[index]] : [])
        case .expression(let node):
            var found: [Tuple] = []
            for index in tuples.indices {
                let tuple = tuples[index]
                if try Self.matches(node, tuple.item, index: index, of: tuples.count, tuple.frame, evaluation) {
                    found.append(tuple)
                }
            }
            return TupleStream(layout: stream.layout, tuples: found)
        }
    }
}

extension Frame {
    func copy(parent: Frame, count: Int? = nil) -> Frame {
        let copy = Frame.make(count ?? header.count, parent: parent)
        for slot in 0..<min(header.count, count ?? header.count) { copy[slot] = self[slot] }
        return copy
    }
}

/// A predicate or grouping after a block whose path keeps its variables: they are in reach there too.
final class TupleStreamNode: Node {
    private let base: Node
    private let predicates: [Predicate]
    private let group: GroupNode?
    private let slotCount: Int

    init(_ base: Node, predicates: [Predicate], group: GroupNode?, slotCount: Int) {
        self.base = base
        self.predicates = predicates
        self.group = group
        self.slotCount = slotCount
    }

    override func evaluate(_ input: Value, _ frame: Frame, _ evaluation: Evaluation) throws(Fault) -> Value {
        let value = try base.evaluate(input, frame, evaluation)
        guard case .tuples(let inner) = value else { return value }
        var stream = TupleStream(
            layout: inner.layout,
            tuples: inner.tuples.map { Tuple(item: $0.item, frame: $0.frame.copy(parent: frame, count: slotCount)) })
        for predicate in predicates { stream = try predicate.filter(stream, evaluation) }
        if let group { return try group.evaluate(.tuples(stream), frame, evaluation) }
        return .tuples(stream)
    }
}
