import JSON
import JSONPath

extension Fields {
    /// The path of that name.
    func path(_ name: String) -> Path? {
        guard let text = string(name) else { return nil }
        return path(text, at: location(of: name))
    }

    /// The path of that name, which must lead to one place.
    ///
    /// - Parameter takesContext: whether it may start in the context object.
    func singlePath(_ name: String, takesContext: Bool = false) -> Path? {
        guard let text = string(name) else { return nil }
        return singlePath(text, at: location(of: name), takesContext: takesContext)
    }

    /// The path or intrinsic function of that name.
    func pathOrIntrinsic(_ name: String) -> StringField? {
        guard let text = string(name) else { return nil }
        if text.hasPrefix("States.") {
            if let intrinsic = try? IntrinsicExpression(text) {
                note(intrinsic.variableNames, at: location(of: name))
                return .intrinsic(intrinsic)
            }
            report.schema(SchemaMessage.notPathOrIntrinsic(name), at: location)
            return nil
        }
        return path(text, at: location(of: name)).map(StringField.path)
    }

    /// `InputPath` or `OutputPath`.
    func pathSelection(_ name: String) -> PathSelection {
        guard let value = self[name], value != "$" else { return .root }
        if value.isNull { return .nothing }
        return path(name).map(PathSelection.path) ?? .root
    }

    /// `ResultPath`.
    func resultPath() -> ResultPath {
        guard let value = self["ResultPath"], value != "$" else { return .root }
        if value.isNull { return .discard }
        guard let text = string("ResultPath") else { return .root }
        do {
            let path = try ReferencePath(text)
            if path.root == .input { return .path(path) }
            report.schema(SchemaMessage.notReferencePath(nil), at: location(of: "ResultPath"))
            return .root
        } catch {
            report.schema(SchemaMessage.notReferencePath(error), at: location(of: "ResultPath"))
            return .root
        }
    }

    func path(_ text: String, at place: Location) -> Path? {
        do {
            let path = try Path(text)
            note(path.variableNames, at: place)
            return path
        } catch {
            report.schema(SchemaMessage.notPath, at: place)
            return nil
        }
    }

    func singlePath(_ text: String, at place: Location, takesContext: Bool) -> Path? {
        do {
            let path = try Path(text)
            note(path.variableNames, at: place)
            guard path.isDefinite, takesContext || path.root != .context else {
                report.schema(SchemaMessage.notReferencePath(nil), at: place)
                return nil
            }
            return path
        } catch {
            report.schema(SchemaMessage.notReferencePath(error), at: place)
            return nil
        }
    }

    /// Notes that the state reads these variables.
    func note(_ variables: [String], at place: Location) {
        for name in variables { state.variables.append(.init(name: name, location: place)) }
    }
}
