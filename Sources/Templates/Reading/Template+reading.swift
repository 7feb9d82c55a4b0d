internal import JSON
package import StatesLanguage

extension Template {
    /// Reads a template in YAML, with short forms such as `!Sub`, or JSON.
    ///
    /// - Parameters:
    ///   - path: as the user named the file.
    ///   - folder: of the file, absolute.
    /// - Throws: `TemplateFault` where the text cannot be read or has no resources.
    ///
    /// Source: CloudFormation User Guide, "Template sections".
    package init(
        reading bytes: [UInt8], as syntax: DocumentSyntax, path: String, folder: String
    ) throws(TemplateFault) {
        let document: Document
        do throws(Diagnostic) {
            document = try Document(reading: bytes, as: syntax, memberForTag: longForm(ofTag:))
        } catch {
            throw TemplateFault(file: path, position: error.position, reason: error.message)
        }
        guard document.value["Resources"]?.object != nil else {
            throw TemplateFault(
                file: path, position: document.map.position(of: ""), reason: "no template: it has no 'Resources'")
        }
        self.init(path: path, folder: folder, document: document)
    }

    /// The same, with the syntax that its first character tells.
    package init(
        reading bytes: [UInt8], path: String, folder: String
    ) throws(TemplateFault) {
        let first = bytes.first { $0 > 0x20 }
        let syntax: DocumentSyntax = first == UInt8(ascii: "{") ? .json : .yaml
        try self.init(reading: bytes, as: syntax, path: path, folder: folder)
    }

    init(path: String, folder: String, document: Document) {
        let globals = document.value["Globals"]?.object ?? [:]
        self.init(
            path: path, folder: folder, document: document,
            resources: (document.value["Resources"]?.object ?? [:]).compactMap {
                TemplateResource($0.key, $0.value, globals: globals)
            })
    }
}

extension TemplateResource {
    /// Nil where the value is no resource, such as an `Fn::Transform`.
    fileprivate init?(_ logicalID: String, _ value: JSONValue, globals: JSONObject) {
        guard let type = value["Type"]?.string else { return nil }
        let common = type.hasPrefix("AWS::Serverless::") ? globals[String(type.dropFirst(17))] : nil
        let own = JSONValue.object(value["Properties"]?.object ?? [:])
        self.init(
            logicalID: logicalID, type: type, condition: value["Condition"]?.string,
            properties: (common?.merging(own) ?? own).object ?? [:], metadata: value["Metadata"]?.object ?? [:],
            pointer: "/Resources/\(SourceMap.escape(logicalID))")
    }
}

extension JSONValue {
    /// What `Globals` and a resource's own properties make together: objects are merged, lists joined, and of other
    /// values the resource's own counts.
    ///
    /// Source: SAM Developer Guide, "Globals section", "Overridable globals".
    fileprivate func merging(_ own: JSONValue) -> JSONValue {
        switch (self, own) {
        case (.object(var merged), .object(let members)) where !members.isIntrinsic && !merged.isIntrinsic:
            for (name, value) in members { merged[name] = merged[name]?.merging(value) ?? value }
            return .object(merged)
        case (.array(let first), .array(let second)): return .array(first + second)
        default: return own
        }
    }
}

/// The long form of a YAML tag: `!Ref` is `Ref`, `!GetAtt` is `Fn::GetAtt`.
///
/// Source: CloudFormation User Guide, "Intrinsic function reference".
private func longForm(ofTag tag: String) -> String? {
    guard tag.hasPrefix("!"), tag.utf8.count > 1 else { return nil }
    let name = tag.dropFirst()
    return name == "Ref" || name == "Condition" ? String(name) : "Fn::\(name)"
}

extension JSONObject {
    /// Whether the object is the long form of an intrinsic function.
    var isIntrinsic: Bool {
        count == 1 && (self[0].key == "Ref" || self[0].key.hasPrefix("Fn::"))
    }
}
