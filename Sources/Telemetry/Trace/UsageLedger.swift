import Interpreter
import JSON

/// What agent states counted so far, from the variables that they count in.
///
/// These are `…_usage` and, of those who count alone, `…Usage`; each scope has its own.
struct UsageLedger: Sendable {
    private struct Key: Hashable {
        let scope: Int
        let variable: String
    }

    private var costs: [Key: Double] = [:]

    /// Takes the variables that a state assigned on its exit.
    ///
    /// - Returns: by how much the cost grew, in US dollars; nil where it is not counted.
    mutating func note(_ assigned: [AssignedVariable], in scope: Int) -> Double? {
        var grown: Double?
        for variable in assigned where variable.name.hasSuffix("_usage") || variable.name.hasSuffix("Usage") {
            guard let cost = (try? JSONValue(parsing: variable.value))?["CostUSD"]?.double else { continue }
            let key = Key(scope: scope, variable: variable.name)
            grown = cost - (costs[key] ?? 0)
            costs[key] = cost
        }
        return grown
    }
}
