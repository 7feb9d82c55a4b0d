import JSON

/// What one evaluation of a path hands down to the filters and arguments inside.
struct PathScope {
    /// `$` inside of the path.
    let document: JSONValue
    /// `$$` and `$name` inside of the path.
    let roots: PathRoots
    let budget = VisitBudget()
}

/// How many values one evaluation may still find or visit, nested filters included.
///
/// It keeps a path such as `$..*..*..*` from running for hours.
final class VisitBudget {
    static let maximumVisitCount = 5_000_000
    private var remaining = VisitBudget.maximumVisitCount

    func countVisit() throws(PathEvaluationError) {
        remaining -= 1
        if remaining < 0 { throw .tooManyValues(maximum: Self.maximumVisitCount) }
    }
}
