internal import JSON

/// As long as the counter is on one side of a limit, the loop goes on.
struct CounterTest: Hashable {
    /// A number, or a variable that holds one.
    struct Operand: Hashable {
        let text: String
        var number: Double? { Double(text) }
    }

    /// Which way the counter goes to the limit.
    enum Direction: Double {
        case rising = 1
        case falling = -1
    }

    let counter: String
    let limit: Operand
    let direction: Direction
    /// Whether it goes on at the limit, too.
    let isInclusive: Bool

    /// What holds while the first is less than the second: that rises to this, or this falls to that.
    static func tests(_ smaller: String, isBelow larger: String, isInclusive: Bool) -> [CounterTest] {
        [(smaller, larger, Direction.rising), (larger, smaller, .falling)].compactMap { counter, limit, direction in
            // Only variables change.
            guard counter.hasPrefix("$") else { return nil }
            return CounterTest(
                counter: counter, limit: Operand(text: limit), direction: direction, isInclusive: isInclusive)
        }
    }
}

/// What the rules of a Choice state say of counters.
struct ChoiceTests {
    private let state: JSONValue

    init(_ state: JSONValue) { self.state = state }

    /// The tests of which each alone bounds how often the state goes on inside the loop.
    func limiting(_ staysInside: (String) -> Bool) -> [CounterTest] {
        var leaving: [CounterTest] = []
        var staying: [[CounterTest]] = []
        for rule in state["Choices"]?.array ?? [] {
            guard let next = rule["Next"]?.string else { continue }
            let (parts, isAny) = Comparison.all(in: rule)
            if staysInside(next) {
                // All parts have to hold for it to go on, so any of them bounds it.
                staying.append(isAny && parts.count > 1 ? [] : parts.flatMap(\.below))
            } else if isAny || parts.count == 1, staying.allSatisfy({ !$0.isEmpty }) {
                // It leaves as soon as one part holds, unless a rule before went on.
                leaving += parts.flatMap(\.above)
            }
        }
        let fallbackStays = state["Default"]?.string.map(staysInside) ?? false
        guard let only = staying.first, staying.count == 1, !fallbackStays else { return leaving }
        return leaving + only
    }
}

/// One comparison of a rule.
private struct Comparison {
    let left: String
    let comparator: String
    let right: String

    /// Going on while this holds.
    var below: [CounterTest] {
        switch comparator {
        case "<", "<=": CounterTest.tests(left, isBelow: right, isInclusive: comparator == "<=")
        case ">", ">=": CounterTest.tests(right, isBelow: left, isInclusive: comparator == ">=")
        default: []
        }
    }

    /// Going on until this holds.
    var above: [CounterTest] {
        switch comparator {
        case ">=", ">": CounterTest.tests(left, isBelow: right, isInclusive: comparator == ">")
        case "<=", "<": CounterTest.tests(right, isBelow: left, isInclusive: comparator == "<")
        case "=":
            // It may come from either side.
            CounterTest.tests(left, isBelow: right, isInclusive: false)
                + CounterTest.tests(right, isBelow: left, isInclusive: false)
        default: []
        }
    }

    /// The comparisons of a rule, and whether one of them is enough.
    static func all(in rule: JSONValue) -> (parts: [Comparison], isAny: Bool) {
        if let condition = rule["Condition"]?.string { return expression(condition) }
        if let parts = rule["And"]?.array { return (parts.compactMap(Comparison.init), false) }
        if let parts = rule["Or"]?.array { return (parts.compactMap(Comparison.init), true) }
        return ([Comparison(rule)].compactMap { $0 }, false)
    }

    /// A JSONata condition that is one comparison, or some with `and` or with `or` between them.
    private static func expression(_ text: String) -> (parts: [Comparison], isAny: Bool) {
        let code = text.replacing("{%", with: "").replacing("%}", with: "")
        let isAny = code.contains(" or ")
        guard !isAny || !code.contains(" and ") else { return ([], false) }
        let terms = code.split(separator: isAny ? " or " : " and ")
        return (terms.compactMap { Comparison(expression: String($0)) }, isAny)
    }

    private init?(expression: String) {
        let word = #/\s*\(?\s*(\$?[A-Za-z0-9_.\$]+)\s*(<=|>=|<|>|=)\s*(\$?[A-Za-z0-9_.\$]+)\s*\)?\s*/#
        guard let match = try? word.wholeMatch(in: expression) else { return nil }
        (left, comparator, right) = (String(match.1), String(match.2), String(match.3))
    }

    private init?(_ rule: JSONValue) {
        guard let variable = rule["Variable"]?.string else { return nil }
        let names = [
            "NumericLessThan": "<", "NumericLessThanEquals": "<=", "NumericGreaterThan": ">",
            "NumericGreaterThanEquals": ">=", "NumericEquals": "=",
        ]
        for (name, comparator) in names {
            let operand = rule[name]?.text ?? rule["\(name)Path"]?.string
            guard let operand else { continue }
            (left, self.comparator, right) = (variable, comparator, operand)
            return
        }
        return nil
    }
}
