import JSON

/// What one evaluation of a path hands down to the filters and arguments inside.
struct PathScope {
    /// `$` inside of the path.
    let document: JSONValue
    /// `$$` and `$name` inside of the path.
    let roots: PathRoots
    let budget = VisitBudget()
}

/// How many values one evaluation may still visit, and how deep it may go, nested filters included.
///
/// It keeps a path such as `$..*..*..*` from running for hours, and filters in filters from using up the stack.
final class VisitBudget {
    static let maximumVisitCount = 5_000_000
    /// A document of the deepest kind that is read, taken apart by the longest path, and something for filters.
    static let maximumDepth = 3_000

    private var remainingVisits = VisitBudget.maximumVisitCount
    private var remainingDepth = VisitBudget.maximumDepth

    /// Each visit that begins must end, failed ones too.
    func beginVisit() throws(PathEvaluationError) {
        guard remainingVisits > 0 else { throw .tooManyValues(maximum: Self.maximumVisitCount) }
        guard remainingDepth > 0 else { throw .tooDeep(maximum: Self.maximumDepth) }
        remainingVisits -= 1
        remainingDepth -= 1
    }

    func endVisit() {
        remainingDepth += 1
    }
}
