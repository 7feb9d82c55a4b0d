package import JSON

extension Path {
    /// The document with another value at each place that the path finds; what does not fit is passed over.
    ///
    /// - Throws: `PathEvaluationError` where a filter cannot be evaluated.
    package func replacing(
        in document: JSONValue, with transform: (JSONValue) -> JSONValue
    ) throws(PathEvaluationError) -> JSONValue {
        let roots = PathRoots(input: document)
        let scope = PathScope(document: document, roots: roots)
        return try replace(document, steps.all[...], scope, transform)
    }

    private func replace(
        _ value: JSONValue, _ steps: ArraySlice<PathStep>, _ scope: PathScope, _ transform: (JSONValue) -> JSONValue
    ) throws(PathEvaluationError) -> JSONValue {
        try scope.budget.beginVisit()
        defer { scope.budget.endVisit() }
        guard let step = steps.first else { return transform(value) }
        let rest = steps.dropFirst()
        switch (step, value) {
        case (.function, _): return value
        case (.descendants, _):
            let inside = try replaceParts(of: value, where: { _ throws(PathEvaluationError) in true }) {
                part throws(PathEvaluationError) in try replace(part, steps, scope, transform)
            }
            return try replace(inside, rest, scope, transform)
        case (.filter(let filter), .object):
            return try filter.accepts(value, in: scope)
                ? try replace(value, rest, scope, transform) : value
        default:
            return try replaceParts(
                of: value, where: { place throws(PathEvaluationError) in try step.leads(to: place, of: value, scope) }
            ) { part throws(PathEvaluationError) in try replace(part, rest, scope, transform) }
        }
    }

    private func replaceParts(
        of value: JSONValue, where isWanted: (PathPlace) throws(PathEvaluationError) -> Bool,
        _ replacement: (JSONValue) throws(PathEvaluationError) -> JSONValue
    ) throws(PathEvaluationError) -> JSONValue {
        switch value {
        case .object(var object):
            for member in object where try isWanted(.member(member.key)) {
                object[member.key] = try replacement(member.value)
            }
            return .object(object)
        case .array(var elements):
            for index in elements.indices where try isWanted(.element(index)) {
                elements[index] = try replacement(elements[index])
            }
            return .array(elements)
        default: return value
        }
    }
}

/// A part of an object or array.
private enum PathPlace {
    case member(String)
    case element(Int)
}

extension PathStep {
    /// Whether the step goes from a value to that part of it.
    fileprivate func leads(
        to place: PathPlace, of value: JSONValue, _ scope: PathScope
    ) throws(PathEvaluationError) -> Bool {
        switch (self, place) {
        case (.wildcard, _): return true
        case (.name(let name), .member(let key)): return name == key
        case (.names(let names), .member(let key)): return names.contains(key)
        case (_, .member): return false
        case (.index(let position), .element(let index)), (.fromEnd(let position), .element(let index)):
            return index == (position < 0 ? (value.array?.count ?? 0) + position : position)
        case (.indexes(let positions), .element(let index)):
            return positions.contains { index == ($0 < 0 ? (value.array?.count ?? 0) + $0 : $0) }
        case (.slice(let from, let to), .element(let index)):
            let count = value.array?.count ?? 0
            func place(_ bound: Int) -> Int { bound < 0 ? count + bound : bound }
            return index >= place(from ?? 0) && index < to.map(place) ?? count
        case (.filter(let filter), .element(let index)):
            guard let element = value[index] else { return false }
            return try filter.accepts(element, in: scope)
        case (_, .element): return false
        }
    }
}
