internal import JSON

/// Functions of arrays. Source: jsonata.org, "Array functions".
enum ArrayFunctions {
    static var all: [Builtin] {
        [
            Builtin("append", "<xx:a>", arity: 2) { arguments, _, evaluation throws(Fault) in
                let result = append(arguments[0], arguments[1], evaluation)
                try evaluation.charge(elements: result.elements?.count ?? 0)
                return result
            },
            Builtin("reverse", "<a:a>", arity: 1) { arguments, _, evaluation throws(Fault) in
                guard let elements = arguments.elements(0), elements.count > 1 else { return arguments[0] }
                try evaluation.charge(elements: elements.count)
                return .array(elements.reversed())
            },
            Builtin("shuffle", "<a:a>", arity: 1) { arguments, _, evaluation throws(Fault) in
                guard let elements = arguments.elements(0), elements.count > 1 else { return arguments[0] }
                try evaluation.charge(elements: elements.count)
                return .array(elements.shuffled(using: &evaluation.random))
            },
            Builtin("distinct", "<x:x>", arity: 1) { arguments, _, evaluation throws(Fault) in
                guard let elements = arguments.elements(0), elements.count > 1 else { return arguments[0] }
                try evaluation.charge(elements: elements.count)
                var seen: Set<JSONValue> = []
                let distinct = elements.filter { seen.insert($0).inserted }
                if case .sequence = arguments[0] { return .sequence(distinct) }
                return .array(distinct)
            },
            Builtin("sort", "<af?:a>", arity: 2) { arguments, input, evaluation throws(Fault) in
                guard let elements = arguments.elements(0), elements.count > 1 else { return arguments[0] }
                try evaluation.charge(elements: elements.count)
                guard let comparator = arguments[1].function else { return .array(try sorted(elements)) }
                return .array(try sorted(elements, by: Callback(comparator, input: input), evaluation))
            },
            Builtin("zip", "<a+>", arity: 0) { arguments, _, evaluation throws(Fault) in
                let columns = (0..<arguments.count).map { arguments.elements($0) ?? [] }
                let length = columns.map(\.count).min() ?? 0
                try evaluation.charge(elements: length * (columns.count + 1))
                return .array((0..<length).map { row in .array(columns.map { $0[row] }) })
            },
        ]
    }

    /// - Throws: `D3070` unless all are numbers or all are strings.
    private static func sorted(_ elements: [JSONValue]) throws(Fault) -> [JSONValue] {
        let indices = elements.indices
        let numbers = elements.compactMap { $0.isNumber ? $0.double : nil }
        if numbers.count == elements.count {
            return indices.sorted { numbers[$0] != numbers[$1] ? numbers[$0] < numbers[$1] : $0 < $1 }
                .map { elements[$0] }
        }
        let strings = elements.compactMap(\.string)
        guard strings.count == elements.count else { throw Fault("D3070", index: 1) }
        return indices.sorted { a, b in
            let difference = order(strings[a], strings[b])
            return difference != 0 ? difference < 0 : a < b
        }.map { elements[$0] }
    }

    /// A merge sort that takes from the right half where the function says that the left element comes after.
    private static func sorted(
        _ elements: [JSONValue], by comparator: consuming Callback, _ evaluation: Evaluation
    ) throws(Fault) -> [JSONValue] {
        var source = elements
        var comparator = comparator
        var width = 1
        // Bottom up, with the halves that the recursive sort of the reference would make for whole powers of two.
        while width < source.count {
            var target: [JSONValue] = []
            target.reserveCapacity(source.count)
            for start in stride(from: 0, to: source.count, by: 2 * width) {
                let middle = min(start + width, source.count)
                let end = min(start + 2 * width, source.count)
                var left = start
                var right = middle
                while left < middle, right < end {
                    let comesAfter = try comparator.call(
                        evaluation, evaluation.value(of: source[left]), evaluation.value(of: source[right]))
                    if comesAfter.isTrue(evaluation) {
                        target.append(source[right])
                        right += 1
                    } else {
                        target.append(source[left])
                        left += 1
                    }
                }
                target += source[left..<middle]
                target += source[right..<end]
            }
            source = target
            width *= 2
        }
        return source
    }
}
