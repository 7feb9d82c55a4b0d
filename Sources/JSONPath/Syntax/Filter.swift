import JSON

/// The condition of a filter: `[?(@.price < 10 && @.isbn)]`.
indirect enum Filter: Sendable {
    case and(Filter, Filter)
    case or(Filter, Filter)
    case not(Filter)
    /// `@.isbn`: whether the path finds something.
    case exists(FilterPath)
    case comparison(Operand, Operator, Operand)
    /// `!(@.price > 10)`: Jayway 2.0 does not understand a comparison in a negated group, and finds nothing.
    case never

    enum Operand: Sendable {
        case literal(JSONValue)
        case path(FilterPath)
        case pattern(RegularExpression)
    }

    enum Operator: String, Sendable, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case identical = "==="
        case notIdentical = "!=="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case matches = "=~"
        case isIn = "IN"
        case isNotIn = "NIN"
        case isSubset = "SUBSETOF"
        case hasAnyOf = "ANYOF"
        case hasNoneOf = "NONEOF"
        case hasAll = "ALL"
        case contains = "CONTAINS"
        case hasSize = "SIZE"
        case isEmpty = "EMPTY"
    }
}

/// A path inside a filter or an argument of a function.
struct FilterPath: Sendable {
    enum Anchor: Sendable, Hashable {
        /// `@`: the value that the filter looks at.
        case candidate
        /// `$`: the document that the whole path is evaluated on.
        case document
        /// `$$`
        case context
        /// `$name`
        case variable(String)
    }

    let anchor: Anchor
    let steps: PathSteps
}

extension Filter {
    func collectVariables(into names: inout [String]) {
        switch self {
        case .and(let left, let right), .or(let left, let right):
            left.collectVariables(into: &names)
            right.collectVariables(into: &names)
        case .not(let inner): inner.collectVariables(into: &names)
        case .exists(let path): path.collectVariables(into: &names)
        case .comparison(let left, _, let right):
            for case .path(let path) in [left, right] { path.collectVariables(into: &names) }
        case .never: break
        }
    }

    var hasComparison: Bool {
        switch self {
        case .comparison: true
        case .and(let left, let right), .or(let left, let right): left.hasComparison || right.hasComparison
        case .not(let inner): inner.hasComparison
        case .exists, .never: false
        }
    }
}

extension FilterPath {
    func collectVariables(into names: inout [String]) {
        if case .variable(let name) = anchor, !names.contains(name) { names.append(name) }
        steps.collectVariables(into: &names)
    }
}
