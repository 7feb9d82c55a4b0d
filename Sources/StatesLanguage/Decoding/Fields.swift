import JSON

/// A JSON object that is being decoded: its members, where it stands, and the state that it belongs to.
struct Fields {
    let object: JSONObject
    let location: Location
    let language: QueryLanguage
    let context: DecodingContext
    let state: StateOutline
    let targets: TransitionTargets
    /// The names of members that were there but are not allowed; they count as given where a field is required.
    var rejected: Set<String> = []

    var report: Report { context.report }

    /// The member of that name.
    subscript(name: String) -> JSONValue? { object[name] }

    /// Whether there is, or was before it was rejected, a member of that name.
    func has(_ name: String) -> Bool { object.contains(name) || rejected.contains(name) }

    func location(of name: String) -> Location { location.member(name) }

    /// The same surroundings with another object.
    func nested(_ object: JSONObject, at location: Location) -> Fields {
        Fields(
            object: object, location: location, language: language, context: context, state: state, targets: targets)
    }

    /// Without the members that are not in `allowed` or belong to the other query language, each of which is reported.
    ///
    /// - Parameter reportsLanguage: false where the language itself is wrong and was reported.
    func checked(_ allowed: AllowedFields, reportsLanguage: Bool = true) -> Fields {
        var accepted = JSONObject()
        var copy = self
        for (name, value) in object {
            switch allowed.verdict(on: name, in: language) {
            case .allowed: accepted[name] = value
            case .unsupported:
                report.schema(SchemaMessage.unsupported(name), at: location, pointingAt: location(of: name))
            case .onlyIn(let other):
                copy.rejected.insert(name)
                guard reportsLanguage else { break }
                report.schema(
                    SchemaMessage.otherLanguage(name, is: language, wants: other), at: location,
                    pointingAt: location(of: name))
            }
        }
        var result = copy.nested(accepted, at: location)
        result.rejected = copy.rejected
        _ = result.string("Comment")
        return result
    }

    /// Reports the fields that are missing, all in one message.
    func require(_ names: String...) {
        let missing = names.filter { !has($0) }
        if !missing.isEmpty { report.schema(SchemaMessage.required(missing), at: location) }
    }

    /// Reports where more than one of the fields is given.
    ///
    /// - Returns: whether at most one is.
    @discardableResult
    func requireAtMostOne(of names: [String]) -> Bool {
        guard names.count(where: { object.contains($0) }) > 1 else { return true }
        report.schema(SchemaMessage.onlyOne(of: names), at: location)
        return false
    }

    /// Reports where none or more than one of the fields is given.
    func requireExactlyOne(of names: [String]) {
        if requireAtMostOne(of: names), !names.contains(where: has) {
            report.schema(SchemaMessage.exactlyOne(of: names), at: location)
        }
    }
}
