import JSON
import JSONPath

extension Fields {
    /// The template of that name: a JSONPath payload template, or JSON with JSONata strings.
    ///
    /// - Parameter offer: what `$states` has there.
    func template(_ name: String, offering offer: StatesOffer = .always) -> Template? {
        guard let value = self[name] else { return nil }
        return template(value, at: location(of: name), offering: offer)
    }

    /// `Assign`.
    func assignments(offering offer: StatesOffer = .always) -> Assignments? {
        guard let fields = object("Assign") else { return nil }
        let members = fields.templateMembers(fields.object, at: fields.location, offering: offer)
        for member in members {
            state.assignments.append(.init(name: member.key, location: fields.location.member(member.source)))
        }
        return Assignments(members: members.map { Template.Member(key: $0.key, value: $0.value) })
    }

    private func template(_ value: JSONValue, at place: Location, offering offer: StatesOffer) -> Template {
        switch value {
        case .object(let object):
            let members = templateMembers(object, at: place, offering: offer)
            if members.allSatisfy(\.isVerbatim) { return .literal(value) }
            return .object(members.map { Template.Member(key: $0.key, value: $0.value) })
        case .array(let elements):
            let parts = elements.enumerated().map { template($1, at: place.element($0), offering: offer) }
            return parts.allSatisfy(\.isLiteral) ? .literal(value) : .array(parts)
        case .string(let text) where language == .jsonata:
            guard let code = expressionCode(text, at: place) else { return .literal(value) }
            return expression(code, at: place, offering: offer).map(Template.expression) ?? .literal(value)
        default: return .literal(value)
        }
    }

    private struct TemplateMember {
        /// The name in the result.
        let key: String
        /// The name in the definition.
        let source: String
        let value: Template

        /// Whether the member stands in the result as it stands in the definition.
        var isVerbatim: Bool { value.isLiteral && key == source }
    }

    private func templateMembers(
        _ object: JSONObject, at place: Location, offering offer: StatesOffer
    ) -> [TemplateMember] {
        var names: Set<String> = []
        return object.map { name, value in
            let isDynamic = language == .jsonPath && name.hasSuffix(".$")
            let key = isDynamic ? String(name.dropLast(2)) : name
            if !names.insert(key).inserted {
                report.schema(SchemaMessage.duplicateTemplateMember(key), at: place, pointingAt: place.member(name))
            }
            if !isDynamic { warnOfMissingDollar(value, named: name, in: place) }
            let part =
                isDynamic
                ? dynamicValue(value, named: name, in: place)
                : template(value, at: place.member(name), offering: offer)
            return TemplateMember(key: key, source: name, value: part)
        }
    }

    /// The value of a member whose name ends in `.$`.
    private func dynamicValue(_ value: JSONValue, named name: String, in place: Location) -> Template {
        if let text = value.string {
            if text.hasPrefix("$"), let path = try? Path(text) {
                note(path.variableNames, at: place.member(name))
                return .path(path)
            }
            if let intrinsic = try? IntrinsicExpression(text) {
                note(intrinsic.variableNames, at: place.member(name))
                return .intrinsic(intrinsic)
            }
        }
        report.schema(SchemaMessage.notPathOrIntrinsic(name), at: place, pointingAt: place.member(name))
        return .literal(value)
    }
}

extension Template {
    fileprivate var isLiteral: Bool {
        if case .literal = self { true } else { false }
    }
}
