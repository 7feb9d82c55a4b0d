internal import JSON

extension TemplateEvaluator {
    /// The value of `Ref`; nil for `AWS::NoValue`.
    mutating func reference(_ name: String, at pointer: String) -> JSONValue? {
        if name == "AWS::NoValue" { return nil }
        if name == "AWS::NotificationARNs" { return [] }
        if let value = stack.pseudoParameter(name) { return .string(value) }
        if let parameter = template.parameters[name] { return self.parameter(name, parameter, at: pointer) }
        if let resource = template.resource(name) {
            return .string(ResourceKind.of(type: resource.type).reference(self.name(of: resource), in: stack))
        }
        return .string(
            generated(name, attribute: nil) ?? unknown(name, "the template has nothing of that name", at: pointer))
    }

    /// The value of `Fn::GetAtt`, written as a list or as `Name.Attribute`.
    mutating func attribute(_ argument: JSONValue, at pointer: String) -> String? {
        let words: [String]
        if let parts = argument.array {
            words = parts.compactMap { text($0, at: pointer) }
        } else {
            words = argument.string?.split(separator: ".", maxSplits: 1).map(String.init) ?? []
        }
        guard words.count >= 2 else { return unknown("GetAtt", "it does not say of what", at: pointer) }
        return attribute(words[1...].joined(separator: "."), of: words[0], at: pointer)
    }

    /// The text of `Fn::Sub`.
    mutating func substitute(_ argument: JSONValue, at pointer: String) -> String {
        let template = argument.string ?? argument[0]?.string ?? ""
        let values = argument[1]?.object ?? [:]
        var text = ""
        var rest = Substring(template)
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            text += rest[..<start.lowerBound]
            text += placeholder(String(rest[start.upperBound..<end]), values, at: pointer)
            rest = rest[rest.index(after: end)...]
        }
        return text + rest
    }

    /// What a resource is called in the account: the name that it is given, else its logical id.
    mutating func name(of resource: TemplateResource) -> String {
        let noun = resource.type.split(separator: ":").last.map(String.init) ?? ""
        let properties = noun == "SimpleTable" ? ["TableName"] : ["\(noun)Name", "Name"]
        for property in properties where resource.properties[property] != nil {
            let name = once("name of \(resource.logicalID)") { $0.text(property, of: resource) }
            if let name = name ?? nil, !name.isEmpty, !name.contains("${") { return name }
        }
        let name = stack.prefix + resource.logicalID
        return resource.type == "AWS::S3::Bucket" ? name.lowercased() : name
    }

    // MARK: Parts

    private mutating func placeholder(_ name: String, _ values: JSONObject, at pointer: String) -> String {
        if name.hasPrefix("!") { return "${\(name.dropFirst())}" }
        if let value = values[name] { return text(value, at: pointer) ?? "" }
        if !name.contains("::"), let dot = name.firstIndex(of: ".") {
            return attribute(String(name[name.index(after: dot)...]), of: String(name[..<dot]), at: pointer)
        }
        return reference(name, at: pointer)?.scalarText ?? ""
    }

    private mutating func parameter(_ name: String, _ parameter: JSONValue, at pointer: String) -> JSONValue {
        let type = parameter["Type"]?.string ?? "String"
        guard let value = stack.parameters[name] ?? parameter["Default"]?.scalarText else {
            return .string(unknown(name, "the parameter has no default", at: pointer))
        }
        if type.hasPrefix("AWS::SSM::Parameter::Value"), stack.parameters[name] == nil {
            return .string(unknown(name, "it is the SSM parameter '\(value)' of the account", at: pointer))
        }
        guard type == "CommaDelimitedList" || type.hasPrefix("List<") else { return .string(value) }
        return .array(value.split(separator: ",").map { .string($0.trimmingBlanks) })
    }

    private mutating func attribute(_ attribute: String, of logicalID: String, at pointer: String) -> String {
        guard let resource = template.resource(logicalID) else {
            return generated(logicalID, attribute: attribute)
                ?? unknown("\(logicalID).\(attribute)", "the template has no '\(logicalID)'", at: pointer)
        }
        let kind = ResourceKind.of(type: resource.type)
        let name = name(of: resource)
        switch attribute {
        case _ where attribute.hasPrefix("Outputs."):
            return output(String(attribute.dropFirst(8)), of: resource)
                ?? unknown("\(logicalID).\(attribute)", "the nested stack does not tell this output", at: pointer)
        case "QueueUrl", "TableName": return kind.reference(name, in: stack)
        case _ where attribute.hasSuffix("Arn"): return kind.arn(name, in: stack)
        case _ where attribute.hasSuffix("Name") && attribute != "DomainName": return name
        default:
            return unknown("\(logicalID).\(attribute)", "only the account knows this attribute", at: pointer)
        }
    }

    /// What SAM makes besides: a role for each function and state machine, `NAME.Alias` and `NAME.Version`.
    ///
    /// Source: SAM Developer Guide, "Generated CloudFormation resources".
    private mutating func generated(_ name: String, attribute: String?) -> String? {
        if name.hasSuffix("Role"), template.resource(String(name.dropLast(4))) != nil {
            return attribute == "Arn" ? "arn:aws:iam::\(stack.account):role/\(name)" : name
        }
        for ending in [".Alias", ".Version"] where name.hasSuffix(ending) {
            guard let resource = template.resource(String(name.dropLast(ending.count))) else { continue }
            return ResourceKind.of(type: resource.type).arn(self.name(of: resource), in: stack)
        }
        return nil
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
