import JSON

/// One evaluation of a path that may lead to several values.
///
/// Up to the first step that may do so a wrong type is an error; behind it what does not fit is passed over. A missing
/// property is an error only where all steps are definite.
struct PathWalk {
    private let steps: PathSteps
    private let scope: PathScope
    private var results: [JSONValue] = []

    init(_ steps: PathSteps, in scope: PathScope) {
        self.steps = steps
        self.scope = scope
    }

    /// What is found from that value on: the last value of a definite path, or the list.
    ///
    /// - Parameter start: the document, or the candidate of a filter.
    mutating func result(from start: JSONValue) throws(PathEvaluationError) -> JSONValue {
        try walk(start, 0)
        guard steps.areDefinite else { return .array(results) }
        guard let last = results.last else { throw .noResults(location: steps.location) }
        return last
    }

    /// Goes on from a value with the step of that index.
    private mutating func walk(_ value: JSONValue, _ index: Int) throws(PathEvaluationError) {
        try scope.budget.beginVisit()
        defer { scope.budget.endVisit() }
        guard index < steps.all.count else { return results.append(value) }
        switch steps.all[index] {
        case .name(let name): try walkName(name, of: value, index)
        case .names(let names): try walkNames(names, of: value, index)
        case .index(let position), .fromEnd(let position):
            try walkPositions(CollectionOfOne(position), of: value, index)
        case .indexes(let positions): try walkPositions(positions, of: value, index)
        case .slice(let from, let to): try walkSlice(from, to, of: value, index)
        case .wildcard: try walkParts(of: value, index)
        case .filter(let filter): try walkFiltered(filter, value, index)
        case .descendants: try walkDescendants(of: value, index + 1)
        case .function(let function): try walk(apply(function, to: value), index + 1)
        }
    }

    /// Whether no step before that one may lead to several values.
    private func isOnDefiniteWay(_ index: Int) -> Bool { index <= steps.definiteCount }

    // MARK: Objects

    private mutating func walkName(_ name: String, of value: JSONValue, _ index: Int) throws(PathEvaluationError) {
        guard case .object(let object) = value else {
            if isOnDefiniteWay(index) { throw steps.notAnObject(at: index) }
            return
        }
        if let member = object[name] {
            try walk(member, index + 1)
        } else if steps.areDefinite {
            throw steps.missing(at: index)
        }
    }

    private mutating func walkNames(_ names: [String], of value: JSONValue, _ index: Int) throws(PathEvaluationError) {
        guard case .object(let object) = value else {
            if isOnDefiniteWay(index) { throw steps.notAnObject(at: index) }
            return
        }
        if index == steps.all.count - 1 {
            let members = names.lazy.compactMap { name in object[name].map { (key: name, value: $0) } }
            return try walk(.object(JSONObject(members)), index + 1)
        }
        for name in names {
            if let member = object[name] { try walk(member, index + 1) }
        }
    }

    // MARK: Arrays

    private func elements(of value: JSONValue, _ index: Int) throws(PathEvaluationError) -> [JSONValue]? {
        if case .array(let elements) = value { return elements }
        if isOnDefiniteWay(index) { throw steps.notAnArray(value, at: index) }
        return nil
    }

    private mutating func walkPositions(
        _ positions: some Sequence<Int>, of value: JSONValue, _ index: Int
    ) throws(PathEvaluationError) {
        guard let elements = try elements(of: value, index) else { return }
        for position in positions {
            let place = position < 0 ? elements.count + position : position
            if elements.indices.contains(place) { try walk(elements[place], index + 1) }
        }
    }

    /// Negative bounds count from the end; between two bounds only where both do.
    private mutating func walkSlice(
        _ from: Int?, _ to: Int?, of value: JSONValue, _ index: Int
    ) throws(PathEvaluationError) {
        guard let elements = try elements(of: value, index) else { return }
        let count = elements.count
        let (start, end) =
            switch (from, to) {
            case (let from?, let to?) where from < 0 && to < 0: (count + from, count + to)
            case (let from?, let to?): (from, to)
            case (let from?, nil): (from < 0 ? count + from : from, count)
            case (nil, let to?): (0, to < 0 ? count + to : to)
            case (nil, nil): (0, count)
            }
        let first = max(start, 0)
        for place in first..<max(first, min(end, count)) { try walk(elements[place], index + 1) }
    }

    // MARK: Wildcards and filters

    private mutating func walkParts(of value: JSONValue, _ index: Int) throws(PathEvaluationError) {
        switch value {
        case .array(let elements):
            for element in elements { try walk(element, index + 1) }
        case .object(let object):
            for member in object { try walk(member.value, index + 1) }
        default: break
        }
    }

    /// The elements of an array, or the object itself, where the condition holds.
    private mutating func walkFiltered(_ filter: Filter, _ value: JSONValue, _ index: Int) throws(PathEvaluationError) {
        switch value {
        case .array(let elements):
            for element in elements where try accepts(element, filter) { try walk(element, index + 1) }
        case .object:
            if try accepts(value, filter) { try walk(value, index + 1) }
        default:
            guard isOnDefiniteWay(index) else { return }
            throw .notFilterable(step: steps.rest(from: index), found: value.javaText)
        }
    }

    private func accepts(_ candidate: JSONValue, _ filter: Filter) throws(PathEvaluationError) -> Bool {
        try scope.budget.beginVisit()
        defer { scope.budget.endVisit() }
        return try filter.accepts(candidate, in: scope)
    }

    /// The value and all below it, before what is below each; the step behind `..` is tried on those it may fit.
    private mutating func walkDescendants(of value: JSONValue, _ index: Int) throws(PathEvaluationError) {
        try scope.budget.beginVisit()
        defer { scope.budget.endVisit() }
        switch value {
        case .array(let elements):
            if try fits(value, index) { try walk(value, index) }
            for element in elements { try walkDescendants(of: element, index) }
        case .object(let object):
            if try fits(value, index) { try walk(value, index) }
            for member in object { try walkDescendants(of: member.value, index) }
        default: break
        }
    }

    private func fits(_ value: JSONValue, _ index: Int) throws(PathEvaluationError) -> Bool {
        switch (steps.all[index], value) {
        case (.wildcard, _), (.function, _): true
        case (.name(let name), .object(let object)): object.contains(name)
        case (.names(let names), .object(let object)): names.allSatisfy(object.contains)
        case (.index, .array), (.fromEnd, .array), (.indexes, .array), (.slice, .array): true
        case (.filter(let filter), _): try accepts(value, filter)
        default: false
        }
    }

    // MARK: Functions

    private func apply(_ function: PathFunction, to value: JSONValue) throws(PathEvaluationError) -> JSONValue {
        var arguments: [JSONValue] = []
        for argument in function.arguments {
            switch argument {
            case .literal(let literal): arguments.append(literal)
            case .path(let path): arguments.append(try path.value(for: value, in: scope))
            }
        }
        return try function.name.apply(to: value, arguments)
    }
}

extension FilterPath {
    /// What the path finds, with the candidate of a filter for `@`.
    func value(for candidate: JSONValue, in scope: PathScope) throws(PathEvaluationError) -> JSONValue {
        let start: JSONValue =
            switch anchor {
            case .candidate: candidate
            case .document: scope.document
            case .context: scope.roots.context
            case .variable(let name): try scope.roots.value(of: .variable(name))
            }
        if steps.areSimple { return try steps.follow(in: start) }
        var walk = PathWalk(steps, in: scope)
        return try walk.result(from: start)
    }
}
