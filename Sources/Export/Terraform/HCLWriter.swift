import JSON

/// Writes Terraform's language.
struct HCLWriter {
    /// The type of each resource of the stack, by its name there.
    let types: [String: ResourceType]
    private(set) var text = ""

    init(types: [String: ResourceType] = [:]) { self.types = types }

    mutating func line(_ line: String = "") { text += line + "\n" }

    mutating func comment(_ comment: String) {
        for part in comment.split(separator: "\n", omittingEmptySubsequences: false) { line("# \(part)") }
    }

    /// Writes `name = value`, the property by the provider's name.
    mutating func property(_ member: Value.Member, indent: Int = 2) {
        attribute(
            TerraformName.attribute(member.name), value(member.value, of: member.name, indent: indent), indent: indent)
    }

    mutating func attribute(_ name: String, _ value: String, indent: Int = 2) {
        line("\(blanks(indent))\(name) = \(value)")
    }

    // MARK: Values

    /// A value of a property, as an expression.
    func value(_ value: Value, of property: String, indent: Int) -> String {
        if TerraformName.documents.contains(property) { return "jsonencode(\(literal(value, indent: indent)))" }
        switch value {
        case .object(let members) where TerraformName.maps.contains(property):
            return braces(members, indent) { "\(Self.quoted($0.name)) = \(literal($0.value, indent: indent + 2))" }
        case .object(let members) where TerraformName.namedMembers.contains(property):
            return braces(members, indent) {
                "\(Self.quoted($0.name)) = \(self.value($0.value, of: "", indent: indent + 2))"
            }
        case .object(let members):
            return braces(members, indent) {
                "\(TerraformName.attribute($0.name)) = \(self.value($0.value, of: $0.name, indent: indent + 2))"
            }
        case .list(let elements):
            return brackets(elements, indent) { self.value($0, of: "", indent: indent + 2) }
        case .document(let inner), .encoded(let inner): return "jsonencode(\(literal(inner, indent: indent)))"
        case .commented(_, let inner): return self.value(inner, of: property, indent: indent)
        case .bool, .integer, .number, .text: return literal(value, indent: indent)
        }
    }

    /// A value whose members keep their names.
    func literal(_ value: Value, indent: Int) -> String {
        switch value {
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): JSONValue.double(value).text
        case .text(let text): expression(text)
        case .list(let elements): brackets(elements, indent) { literal($0, indent: indent + 2) }
        case .object(let members):
            braces(members, indent) { "\(Self.quoted($0.name)) = \(literal($0.value, indent: indent + 2))" }
        case .document(let inner), .encoded(let inner), .commented(_, let inner): literal(inner, indent: indent)
        }
    }

    private func braces(_ members: [Value.Member], _ indent: Int, _ write: (Value.Member) -> String) -> String {
        if members.isEmpty { return "{}" }
        let lines = members.map { member in
            Self.commentLine(member.value, indent + 2) + blanks(indent + 2) + write(member)
        }
        return "{\n\(lines.joined(separator: "\n"))\n\(blanks(indent))}"
    }

    private func brackets(_ elements: [Value], _ indent: Int, _ write: (Value) -> String) -> String {
        if elements.isEmpty { return "[]" }
        if elements.count == 1, case .text = elements[0] { return "[\(write(elements[0]))]" }
        let lines = elements.map { element in
            Self.commentLine(element, indent + 2) + blanks(indent + 2) + write(element) + ","
        }
        return "[\n\(lines.joined(separator: "\n"))\n\(blanks(indent))]"
    }

    private static func commentLine(_ value: Value, _ indent: Int) -> String {
        guard case .commented(let comment, _) = value else { return "" }
        return comment.split(separator: "\n").map { "\(blanks(indent))# \($0)\n" }.joined()
    }

    // MARK: Texts

    func expression(_ text: Text) -> String {
        if let constant = text.constant { return Self.quoted(constant) }
        if text.parts.count == 1, case .reference(let reference) = text.parts[0] { return name(reference) }
        let body = text.parts.map { part in
            switch part {
            case .constant(let text): Self.escaped(text)
            case .reference(let reference): "${\(name(reference))}"
            }
        }
        return "\"\(body.joined())\""
    }

    private func name(_ reference: Reference) -> String {
        switch reference {
        case .partition: "data.aws_partition.current.partition"
        case .region: "var.region"
        case .account: "data.aws_caller_identity.current.account_id"
        case .domain: "data.aws_partition.current.dns_suffix"
        case .stack: "var.stack_name"
        case .parameter(let name): "var.\(TerraformName.attribute(name))"
        case .resource(let resource): "\(address(resource)).\(types[resource].map(TerraformName.identifier) ?? "id")"
        case .attribute(let resource, let name): "\(address(resource)).\(TerraformName.attribute(name))"
        case .package(let folder, _): "aws_s3_object.\(TerraformName.package(folder)).key"
        case .secret(let resource, let key):
            "jsondecode(data.aws_secretsmanager_secret_version.\(TerraformName.attribute(resource)).secret_string)[\(Self.quoted(key))]"
        }
    }

    /// `awscc_sns_topic.alarm_topic`
    func address(_ resource: String) -> String {
        "\(types[resource].map(TerraformName.type) ?? "unknown").\(TerraformName.attribute(resource))"
    }

    static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    private static func escaped(_ text: String) -> String {
        String(JSONValue.string(text).text.dropFirst().dropLast()).replacing("${", with: "$${").replacing(
            "%{", with: "%%{"
        )
        .replacing("\\/", with: "/").replacing("\\b", with: "\\u0008").replacing("\\f", with: "\\u000c")
    }
}

private func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }
