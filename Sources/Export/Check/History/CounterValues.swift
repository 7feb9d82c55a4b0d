internal import JSON

/// What the states of a workflow do with a counter.
struct CounterValues {
    private let component: Set<Int>
    private let graph: StateGraph

    init(_ component: [Int], _ graph: StateGraph) {
        self.component = Set(component)
        self.graph = graph
    }

    /// By how much the state takes the counter on in a direction: `States.MathAdd($.n, 1)`, `$n + 1`, `$n - 1`; nil where
    /// it leaves it alone.
    func step(of counter: String, _ direction: CounterTest.Direction, in state: JSONValue) -> Double? {
        var steps: [Double] = []
        state.forEachString { text in
            guard text.contains(counter) else { return }
            let step = Self.sum(text, counter, direction) ?? Self.intrinsicSum(text, counter, direction)
            if let step, step > 0 { steps.append(step) }
        }
        return steps.min()
    }

    /// The number that states before the loop give to it; nil where they give none, or more than one.
    func constant(_ name: String) -> Double? {
        var numbers: Set<Double> = []
        for (index, node) in graph.nodes.enumerated() where !component.contains(index) {
            if let number = Self.number(name, setBy: node.state) { numbers.insert(number) }
        }
        return numbers.count == 1 ? numbers.first : nil
    }

    /// Whether a state of the loop gives a number to it, so that it starts again.
    func isReset(_ name: String) -> Bool {
        component.contains { Self.number(name, setBy: graph.nodes[$0].state) != nil }
    }

    // MARK: Parts

    /// The other way a sum is part of something else, such as `$items[$n - 1]`.
    private static func sum(_ text: String, _ counter: String, _ direction: CounterTest.Direction) -> Double? {
        let sign: Character = direction == .rising ? "+" : "-"
        var rest = Substring(text)
        while let range = rest.firstRange(of: counter) {
            rest = rest[range.upperBound...]
            if let match = try? #/\s*([+-])\s*(\d+(\.\d+)?)/#.prefixMatch(in: rest), match.1.first == sign {
                return Double(match.2)
            }
        }
        return nil
    }

    private static func intrinsicSum(
        _ text: String, _ counter: String, _ direction: CounterTest.Direction
    ) -> Double? {
        guard let range = text.firstRange(of: "States.MathAdd(") else { return nil }
        let arguments = text[range.upperBound...].prefix { $0 != ")" }.split(separator: ",").map { word in
            word.filter { $0 != " " }
        }
        guard arguments.count == 2, let place = arguments.firstIndex(of: counter) else { return nil }
        return Double(arguments[1 - place]).map { $0 * direction.rawValue }
    }

    private static func number(_ name: String, setBy state: JSONValue) -> Double? {
        var path = name.split(separator: ".").map(String.init)
        guard let first = path.first, first.hasPrefix("$") else { return nil }
        if first == "$states" { path.removeFirst(min(2, path.count)) }
        if first != "$", first != "$states" {
            path[0] = String(first.dropFirst())
            return state["Assign"]?.number(at: path)
        }
        if first == "$" { path.removeFirst() }
        let output = first == "$" ? state["Result"] ?? state["Parameters"] : state["Output"]
        let place = (state["ResultPath"]?.string ?? "$").split(separator: ".").dropFirst().map(String.init)
        guard path.starts(with: place) else { return nil }
        return output?.number(at: Array(path.dropFirst(place.count)))
    }
}

extension JSONValue {
    /// The number at that place: a literal, or an expression that is one.
    fileprivate func number(at path: [String]) -> Double? {
        guard let name = path.first else {
            return double
                ?? string.flatMap { text in
                    Double(text.replacing("{%", with: "").replacing("%}", with: "").filter { $0 != " " })
                }
        }
        return self[name]?.number(at: Array(path.dropFirst()))
    }

    /// Calls the body with every string that the value has.
    func forEachString(_ body: (String) -> Void) {
        switch self {
        case .string(let text): body(text)
        case .array(let elements): for element in elements { element.forEachString(body) }
        case .object(let object): for member in object { member.value.forEachString(body) }
        default: break
        }
    }
}
