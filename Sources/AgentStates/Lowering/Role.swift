import JSON
import StatesLanguage

/// One of those who work in an agent state, such as its orchestrator, with states and variables of its own.
///
/// Of the state `Research` and the role `Plan`, the step `Call` is the state `Research.PlanCall` and the variable
/// `messages` is `$Research_planMessages`. The role without a name has `Research.Call` and `$Research_messages`.
struct Role {
    let writer: StateWriter
    let prefix: String
    /// Whether it counts what it uses by itself, as workers do: iterations cannot set variables outside.
    let countsAlone: Bool

    init(_ writer: StateWriter, _ prefix: String = "", countsAlone: Bool = false) {
        self.writer = writer
        self.prefix = prefix
        self.countsAlone = countsAlone
    }

    private static let common: Set<String> = ["usage", "limits", "failure"]

    /// For what it works.
    var agentRole: AgentRole { AgentRole(rawValue: prefix) ?? .answer }

    /// The variable of that name.
    func variable(_ name: String) -> String {
        if Self.common.contains(name), !countsAlone { return shared(name) }
        guard !prefix.isEmpty else { return shared(name) }
        return shared(
            prefix.prefix(1).lowercased() + prefix.dropFirst() + name.prefix(1).uppercased() + name.dropFirst())
    }

    /// The variable of the whole agent state.
    func shared(_ name: String) -> String { "\(writer.stem)_\(name)" }

    /// The key under which another role of the state sets a variable of this one.
    func sharedKey(_ name: String) -> String { "§" + variable(name).dropFirst(writer.stem.count + 1) }

    /// JSONata with `§name` and `§§name` replaced by variables.
    func source(_ template: String) -> String {
        var output = ""
        var rest = Substring(template)
        while let mark = rest.firstIndex(of: "§") {
            output += rest[..<mark]
            rest = rest[rest.index(after: mark)...]
            let isShared = rest.first == "§"
            if isShared { rest = rest.dropFirst() }
            let name = String(rest.prefix { $0.isLetter || $0.isNumber })
            rest = rest.dropFirst(name.count)
            output += "$\(isShared ? shared(name) : variable(name))"
        }
        return output + rest
    }

    func expression(_ template: String) -> JSONValue { JSONataText.expression(source(template)) }

    /// The name of the state of a step of this role.
    func state(_ step: String) -> JSONValue { .string(writer.name(of: prefix + step)) }

    func add(_ step: String, _ type: String, _ fields: JSONObject) { writer.add(prefix + step, type, fields) }

    /// Notes where fields of a step's state come from.
    func note(_ step: String, _ fields: [String], _ place: (String) -> Location) {
        for field in fields { writer.note(prefix + step, "/\(field)", from: place(field)) }
    }

    /// Notes where a variable that a step of the whole state sets comes from; `more` leads into its value.
    func noteVariable(_ step: String, _ name: String, more: String = "", from location: Location) {
        writer.note(step, "/Assign/\(key(name))\(more)", from: location)
    }

    /// `Assign`: by the names of variables, shared ones with a `§` in front; texts are JSONata templates.
    func assign(_ values: [(String, String)]) -> JSONValue {
        .object(JSONObject(values.lazy.map { name, template in (key(name), expression(template)) }))
    }

    /// `Assign` of values as they are.
    func key(_ name: String) -> String { name.hasPrefix("§") ? shared(String(name.dropFirst())) : variable(name) }

    /// A rule of a Choice state.
    func rule(_ condition: String, next: JSONValue, assign: [(String, String)] = []) -> JSONValue {
        var rule: JSONObject = ["Condition": expression(condition), "Next": next]
        if !assign.isEmpty { rule["Assign"] = self.assign(assign) }
        return .object(rule)
    }
}
