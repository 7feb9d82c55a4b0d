import JSON

/// How values stand in a CloudFormation template.
enum CloudFormationValue {
    /// A value with its functions in their long form.
    static func json(_ value: Value) -> JSONValue {
        switch value {
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .number(let value): .double(value)
        case .text(let text): json(text)
        case .list(let elements): .array(elements.map(json))
        case .object(let members): .object(JSONObject(members.map { ($0.name, json($0.value)) }))
        case .document(let value), .commented(_, let value): json(value)
        case .encoded(let value): json(encoded(value))
        }
    }

    static func json(_ text: Text) -> JSONValue {
        switch Form(text) {
        case .constant(let text): .string(text)
        case .reference(let name): ["Ref": .string(name)]
        case .attribute(let resource, let name): ["Fn::GetAtt": [.string(resource), .string(name)]]
        case .substitution(let text): ["Fn::Sub": .string(text)]
        }
    }

    /// A JSON document as a text with substitutions.
    static func encoded(_ value: Value) -> Text {
        switch value {
        case .bool(let value): "\(value ? "true" : "false")"
        case .integer(let value): "\(String(value))"
        case .number(let value): "\(JSONValue.double(value).text)"
        case .text(let text): "\"\(escaped(text))\""
        case .list(let elements): "[\(joined(elements.map(encoded)))]"
        case .object(let members):
            "{\(joined(members.map { "\(JSONValue.string($0.name).text): \(encoded($0.value))" }))}"
        case .document(let value), .encoded(let value), .commented(_, let value): encoded(value)
        }
    }

    private static func joined(_ texts: [Text]) -> Text {
        var result: Text = ""
        for (index, text) in texts.enumerated() { result = index == 0 ? text : "\(result), \(text)" }
        return result
    }

    private static func escaped(_ text: Text) -> Text {
        var result: Text = ""
        for part in text.parts {
            switch part {
            case .constant(let text): result = "\(result)\(String(JSONValue.string(text).text.dropFirst().dropLast()))"
            case .reference(let reference): result = "\(result)\(reference)"
            }
        }
        return result
    }

    /// The function that a text needs.
    enum Form {
        case constant(String)
        case reference(String)
        case attribute(String, String)
        case substitution(String)

        init(_ text: Text) {
            if let constant = text.constant {
                self = .constant(constant)
                return
            }
            if text.parts.count == 1, case .reference(let reference) = text.parts[0] {
                switch reference {
                case .attribute(let resource, let name):
                    self = .attribute(resource, name)
                    return
                case .secret, .package: break
                default:
                    self = .reference(CloudFormationValue.name(reference))
                    return
                }
            }
            self = .substitution(
                text.parts.map { part in
                    switch part {
                    case .constant(let text): text.replacing("${", with: "${!")
                    case .reference(.secret(let secret, let key)):
                        "{{resolve:secretsmanager:${\(secret)}:SecretString:\(key)}}"
                    case .reference(.package(_, let key)): "${AWS::StackName}/\(key)"
                    case .reference(let reference): "${\(CloudFormationValue.name(reference))}"
                    }
                }.joined())
        }
    }

    /// What stands between the braces of `${…}`.
    private static func name(_ reference: Reference) -> String {
        switch reference {
        case .partition: "AWS::Partition"
        case .region: "AWS::Region"
        case .account: "AWS::AccountId"
        case .domain: "AWS::URLSuffix"
        case .stack: "AWS::StackName"
        case .parameter(let name), .resource(let name): name
        case .attribute(let resource, let name): "\(resource).\(name)"
        case .secret(let name, _): name
        case .package(_, let key): key
        }
    }
}
