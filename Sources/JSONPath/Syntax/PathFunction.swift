import JSON

/// A function at the end of a path: `$.items.length()`, `$.sum($..price)`.
///
/// Later releases of Jayway JsonPath have these; the release behind Step Functions takes `length()` for the name of a
/// property, so a definition that uses them runs only here.
struct PathFunction: Sendable {
    enum Name: String, CaseIterable, Sendable {
        case length, size, min, max, avg, sum, stddev, keys, concat, append, first, last, index
    }

    enum Argument: Sendable {
        case literal(JSONValue)
        case path(FilterPath)
    }

    let name: Name
    let arguments: [Argument]

    func collectVariables(into names: inout [String]) {
        for case .path(let path) in arguments { path.collectVariables(into: &names) }
    }
}
