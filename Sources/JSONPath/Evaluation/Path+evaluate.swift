package import JSON

extension Path {
    /// The value that the path finds: a list where the path is not definite, however many values there are.
    ///
    /// - Throws: `PathEvaluationError` where a definite path finds nothing, or the way leads through something of the wrong
    ///   type.
    package func evaluate(_ roots: PathRoots) throws(PathEvaluationError) -> JSONValue {
        try steps.evaluate(on: try roots.value(of: root), roots)
    }

    /// The value that the path finds in one document, whatever its root.
    ///
    /// - Throws: `PathEvaluationError`, as `evaluate(_:)` does.
    package func evaluate(over document: JSONValue) throws(PathEvaluationError) -> JSONValue {
        if steps.areSimple { return try steps.follow(in: document) }
        return try steps.evaluate(on: document, PathRoots(input: document))
    }

    /// The value for a member of a payload template, where a position beyond the end of an array gives null.
    ///
    /// - Throws: `PathEvaluationError`, as `evaluate(_:)` does.
    package func evaluateInTemplate(_ roots: PathRoots) throws(PathEvaluationError) -> JSONValue {
        do {
            return try evaluate(roots)
        } catch .positionOutOfRange {
            return .null
        } catch {
            throw error
        }
    }
}

extension PathSteps {
    func evaluate(on document: JSONValue, _ roots: PathRoots) throws(PathEvaluationError) -> JSONValue {
        if areSimple { return try follow(in: document) }
        var walk = PathWalk(self, in: PathScope(document: document, roots: roots))
        return try walk.result(from: document)
    }

    /// Names and positions only: one value after the other, nothing allocated.
    func follow(in document: JSONValue) throws(PathEvaluationError) -> JSONValue {
        var value = document
        for index in all.indices {
            guard let next = try next(of: value, at: index) else { throw missing(at: index) }
            value = next
        }
        return value
    }

    /// The value one definite step further; `nil` where it is not there.
    ///
    /// - Throws: `PathEvaluationError` where the value is of a type that has no such part.
    @inline(__always)
    func next(of value: JSONValue, at index: Int) throws(PathEvaluationError) -> JSONValue? {
        switch all[index] {
        case .name(let name):
            guard case .object(let object) = value else { throw notAnObject(at: index) }
            return object[name]
        case .index(let position), .fromEnd(let position):
            guard case .array(let elements) = value else { throw notAnArray(value, at: index) }
            let place = position < 0 ? elements.count + position : position
            guard elements.indices.contains(place) else { return nil }
            return elements[place]
        default:
            return nil
        }
    }

    // MARK: Errors

    /// The error for a definite path whose step leads nowhere. Beyond the end of an array there is null for Jayway.
    @inline(never)
    func missing(at index: Int) -> PathEvaluationError {
        let isLast = index == all.count - 1
        switch all[index] {
        case .name: return isLast ? .noResults(location: location) : .missingProperty(location: location(index + 1))
        default: break
        }
        if isLast { return .positionOutOfRange(location: location) }
        if case .name = all[index + 1] { return notAnObject(at: index + 1) }
        return .isNull(location: location(index + 1))
    }

    @inline(never)
    func notAnObject(at index: Int) -> PathEvaluationError {
        .notAnObject(property: all[index].fragment, location: location(index))
    }

    @inline(never)
    func notAnArray(_ found: JSONValue, at index: Int) -> PathEvaluationError {
        if found.isNull { return .isNull(location: location(index)) }
        return .notAnArray(step: rest(from: index), found: found.javaText)
    }

    /// The steps from that one on, in the notation of Jayway's messages.
    func rest(from index: Int) -> String {
        all[index...].map(\.fragment).joined()
    }
}
