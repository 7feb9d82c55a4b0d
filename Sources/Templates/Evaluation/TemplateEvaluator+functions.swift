internal import JSON
internal import StatesLanguage

/// Source: CloudFormation User Guide, "Intrinsic function reference".
extension TemplateEvaluator {
    /// The value of an intrinsic function.
    mutating func apply(_ function: String, to argument: JSONValue, at pointer: String) -> JSONValue? {
        switch function {
        case "Ref": return reference(argument.string ?? "", at: pointer)
        case "Fn::GetAtt": return attribute(argument, at: pointer).map(JSONValue.string)
        case "Fn::Sub": return .string(substitute(argument, at: pointer))
        case "Fn::If": return choose(argument, at: pointer)
        case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not":
            return .string(condition(.object([function: argument]), at: pointer) ? "true" : "false")
        case "Fn::FindInMap": return find(argument, at: pointer)
        case "Fn::ImportValue":
            let name = text(argument, at: pointer) ?? "ImportValue"
            return .string(unknown(name, "another stack exports it", at: pointer))
        case "Fn::GetAZs": return .array(["a", "b", "c"].map { .string(stack.region + $0) })
        case "Fn::Transform": return include(argument, at: pointer)
        default: return applyToValues(function, argument, at: pointer)
        }
    }

    /// The functions whose argument is an ordinary value.
    private mutating func applyToValues(
        _ function: String, _ argument: JSONValue, at pointer: String
    ) -> JSONValue? {
        let value = resolve(argument, at: pointer) ?? .null
        switch function {
        case "Fn::Join":
            guard let separator = value[0]?.string, let parts = value[1]?.array else { break }
            return .string(parts.map { $0.scalarText ?? $0.text }.joined(separator: separator))
        case "Fn::Split":
            guard let separator = value[0]?.string, let text = value[1]?.string, !separator.isEmpty else { break }
            return .array(
                text.split(separator: separator, omittingEmptySubsequences: false).map { .string(String($0)) })
        case "Fn::Select":
            guard let index = value[0]?.scalarText.flatMap({ Int($0) }), let element = value[1]?[index] else { break }
            return element
        case "Fn::Cidr":
            guard let range = value[0]?.string, let count = value[1]?.scalarText.flatMap({ Int($0) }),
                let bits = (value[2] ?? 8).scalarText.flatMap({ Int($0) }),
                let blocks = AddressBlocks.blocks(of: range, count: count, hostBits: bits)
            else { break }
            return .array(blocks.map(JSONValue.string))
        case "Fn::Base64": return value.scalarText.map { .string(base64(Array($0.utf8))) }
        case "Fn::ToJsonString": return .string(value.text)
        case "Fn::Length": return value.array.map { .integer(Int64($0.count)) }
        default: break
        }
        let name = String(function.dropFirst(4))
        return .string(unknown(name, "\(function) cannot be computed here", at: pointer))
    }

    private mutating func choose(_ argument: JSONValue, at pointer: String) -> JSONValue? {
        guard let name = argument[0]?.string, let yes = argument[1], let no = argument[2] else { return nil }
        return resolve(condition(named: name, at: pointer) ? yes : no, at: pointer)
    }

    private mutating func find(_ argument: JSONValue, at pointer: String) -> JSONValue? {
        let keys = (0..<3).map { text(argument[$0], at: pointer) ?? "" }
        if let value = template.mappings[keys[0]]?[keys[1]]?[keys[2]] { return value }
        if let fallback = argument[3]?["DefaultValue"] { return resolve(fallback, at: pointer) }
        let place = keys.joined(separator: ".")
        return .string(unknown(place, "the mapping has no such entry", at: pointer))
    }

    /// `AWS::Include` of a local file.
    private mutating func include(_ argument: JSONValue, at pointer: String) -> JSONValue? {
        guard argument["Name"]?.string == "AWS::Include",
            let location = text(argument["Parameters"]?["Location"], at: pointer),
            let bytes = files.read(files.path(location, in: template.folder)),
            let included = try? Document(reading: bytes, as: DocumentSyntax(fileName: location) ?? .yaml)
        else { return .string(unknown("Transform", "the transform cannot be done here", at: pointer)) }
        return resolve(included.value, at: pointer)
    }
}

/// Specification: RFC 4648, section 4.
private func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
        for place in 0..<4 {
            text.append(place <= group.count ? letters[bits >> (18 - 6 * place) & 63] : "=")
        }
    }
    return text
}
