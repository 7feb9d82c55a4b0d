import AgentStates
import JSON
import JSONata

/// A value of a suite with its place; asking it for something that it is not throws an error that tells where.
struct SuiteField {
    let value: JSONValue
    /// A JSON Pointer.
    let pointer: String
    let map: SourceMap

    var position: SourcePosition? { map.position(of: pointer) }

    /// The last part of the pointer, as messages name the field.
    private var name: String {
        let last = pointer.split(separator: "/").last.map(String.init) ?? ""
        return last.isEmpty ? "the suite" : Int(last) == nil ? "'\(last)'" : "element \(last)"
    }

    func error(_ message: String) -> SuiteError { SuiteError(position: position, message: message) }

    private func isNot(_ wanted: String) -> SuiteError {
        let found = value.object == nil && value.array == nil ? "\(value.kind) \(value.text.shortened)" : value.kind
        return error("\(name) must be \(wanted), but is \(value.isNull ? "null" : "the \(found)")")
    }

    // MARK: Values

    func string() throws(SuiteError) -> String {
        guard let text = value.string else { throw isNot("a text") }
        return text
    }

    func integer(from least: Int64 = .min) throws(SuiteError) -> Int64 {
        guard let number = value.integer else { throw isNot("a whole number") }
        guard number >= least else { throw isNot("a whole number from \(least)") }
        return number
    }

    func bool() throws(SuiteError) -> Bool {
        guard let flag = value.bool else { throw isNot("true or false") }
        return flag
    }

    /// A number of seconds, in milliseconds.
    func milliseconds() throws(SuiteError) -> Int64 {
        guard let seconds = value.double, seconds >= 0, seconds < 1e12 else { throw isNot("a number of seconds") }
        return Int64((seconds * 1_000).rounded())
    }

    func elements() throws(SuiteError) -> [SuiteField] {
        guard let elements = value.array else { throw isNot("a list") }
        return elements.enumerated().map {
            SuiteField(value: $0.element, pointer: "\(pointer)/\($0.offset)", map: map)
        }
    }

    /// A list of texts.
    func strings() throws(SuiteError) -> [String] {
        try elements().map { element throws(SuiteError) in try element.string() }
    }

    /// A JSONata expression, with `{% %}` around it or not.
    func expression() throws(SuiteError) -> JSONataExpression {
        var text = try string()
        if text.hasPrefix("{%"), text.hasSuffix("%}"), text.utf8.count >= 4 {
            text = String(text.dropFirst(2).dropLast(2))
        }
        do throws(JSONataError) {
            return try JSONataExpression(text)
        } catch {
            throw self.error("\(name) is no JSONata expression: \(error.message)")
        }
    }

    // MARK: Members

    subscript(name: String) -> SuiteField? {
        value[name].map {
            SuiteField(value: $0, pointer: "\(pointer)/\(SourceMap.escape(name))", map: map)
        }
    }

    func members() throws(SuiteError) -> [(name: String, field: SuiteField)] {
        guard let object = value.object else { throw isNot("a mapping") }
        return object.map { member in
            let place = "\(pointer)/\(SourceMap.escape(member.key))"
            return (member.key, SuiteField(value: member.value, pointer: place, map: map))
        }
    }

    /// Refuses members that are not on the list.
    func check(allows names: [String]) throws(SuiteError) {
        for (name, field) in try members() where !names.contains(name) {
            let hint = closest(to: name, in: names).map { "did you mean '\($0)'?" }
            let list = "there is \(names.joined(separator: ", "))"
            throw field.error("'\(name)' is unknown here; \(hint ?? list)")
        }
    }

    func required(_ name: String, _ what: String) throws(SuiteError) -> SuiteField {
        guard let field = self[name] else { throw error("\(what) needs '\(name)'") }
        return field
    }
}
