internal import JSON

/// Computes the values of a template's properties: intrinsic functions, parameters, mappings, conditions.
///
/// What only an account can tell stays as `${Name}` and is noted.
struct TemplateEvaluator {
    let template: Template
    let stack: Stack
    /// Reads a file that the template includes.
    let files: any TemplateFiles

    /// A value that is not known here.
    struct Unknown: Hashable {
        /// The `${Name}` that stands for it.
        let token: String
        let reason: String
        /// Where it is used.
        let pointer: String
    }

    private(set) var unknowns: [Unknown] = []
    /// The conditions and names that are being computed, so that circles end.
    private var pending: Set<String> = []

    init(_ template: Template, _ stack: Stack, files: any TemplateFiles) {
        self.template = template
        self.stack = stack
        self.files = files
    }

    /// The value with everything in it computed; nil for `AWS::NoValue`.
    mutating func resolve(_ value: JSONValue, at pointer: String) -> JSONValue? {
        switch value {
        case .array(let elements):
            return .array(elements.enumerated().compactMap { resolve($1, at: "\(pointer)/\($0)") })
        case .object(let object):
            if object.isIntrinsic { return apply(object[0].key, to: object[0].value, at: pointer) }
            var resolved = JSONObject()
            for (name, member) in object { resolved[name] = resolve(member, at: "\(pointer)/\(name)") }
            return .object(resolved)
        case .string(let text): return .string(dynamicReference(text, at: pointer))
        default: return value
        }
    }

    /// The value as text; nil where it is none.
    mutating func text(_ value: JSONValue?, at pointer: String) -> String? {
        value.flatMap { resolve($0, at: pointer) }?.scalarText
    }

    mutating func text(_ property: String, of resource: TemplateResource) -> String? {
        text(resource.properties[property], at: resource.pointer(to: property))
    }

    mutating func value(_ property: String, of resource: TemplateResource) -> JSONValue? {
        resource.properties[property].flatMap { resolve($0, at: resource.pointer(to: property)) }
    }

    /// Whether the resource is made.
    mutating func exists(_ resource: TemplateResource) -> Bool {
        resource.condition.map { condition(named: $0, at: resource.pointer) } ?? true
    }

    /// Stands for a value that is not known here.
    mutating func unknown(_ name: String, _ reason: String, at pointer: String) -> String {
        let token = String(name.map { $0.isLetter || $0.isNumber || "_.:-".contains($0) ? $0 : "-" })
        let unknown = Unknown(token: token, reason: reason, pointer: pointer)
        if !unknowns.contains(unknown) { unknowns.append(unknown) }
        return "${\(token)}"
    }

    /// Runs the body unless it is running already for that key.
    mutating func once<Value>(_ key: String, _ body: (inout TemplateEvaluator) -> Value) -> Value? {
        guard pending.insert(key).inserted else { return nil }
        defer { pending.remove(key) }
        return body(&self)
    }

    /// Notes `{{resolve:ssm:NAME}}` and the like, which only an account resolves.
    private mutating func dynamicReference(_ text: String, at pointer: String) -> String {
        guard let start = text.firstRange(of: "{{resolve:"), let end = text[start.upperBound...].firstRange(of: "}}")
        else { return text }
        let name = String(text[start.upperBound..<end.lowerBound])
        let value = unknown(name, "it is looked up in the account", at: pointer)
        return text[..<start.lowerBound] + value + dynamicReference(String(text[end.upperBound...]), at: pointer)
    }
}

extension JSONValue {
    /// A string, or a number or Boolean as a template's strings have it.
    var scalarText: String? {
        switch self {
        case .string(let text): text
        case .bool, .integer, .double, .bigNumber: text
        default: nil
        }
    }
}
