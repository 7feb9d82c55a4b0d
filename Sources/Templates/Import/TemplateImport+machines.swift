internal import JSON
internal import StatesLanguage

/// The text of a definition and where it was found.
private struct DefinitionText {
    let text: String
    let syntax: DocumentSyntax
    /// The file, as shown; nil for the template's own text.
    var file: String?
}

extension TemplateImport {
    /// Source: CloudFormation Template Reference, `AWS::StepFunctions::StateMachine`; SAM Developer Guide,
    /// `AWS::Serverless::StateMachine`.
    mutating func addMachine(_ resource: TemplateResource) {
        noteEvents(of: resource)
        guard let definition = definition(of: resource) else { return }
        let values = substitutions(of: resource)
        let (text, syntax) = substituting(values, in: definition)
        let isExpress = evaluator.text("Type", of: resource)?.uppercased() == "EXPRESS"
        let unresolved = tokens(in: text, as: syntax)
        // Any function's name will do where only the account knows the value.
        let standIns = unresolved.map { ($0, "arn:aws:lambda:\(evaluator.stack.region):123456789012:function:unknown") }
        let compiler = DefinitionCompiler(
            machineType: isExpress ? .express : .standard,
            substitutions: Dictionary(standIns, uniquingKeysWith: { $1 }))
        let compilation = compiler.compile(text, as: syntax)
        let machine = ImportedMachine(
            name: fileName(evaluator.name(of: resource), for: "machine"), logicalID: resource.logicalID,
            isExpress: isExpress, text: text, syntax: syntax, diagnostics: compilation.diagnostics,
            unresolved: unresolved)
        project.machines.append(machine)
        let kind = isExpress ? "Express" : "Standard"
        let source = definition.file.map { " from \($0)" } ?? ""
        note(.imported, resource, "\(kind) state machine\(source) → \(machine.fileName)")
        for error in compilation.diagnostics where error.severity == .error {
            note(.problem, resource, error.line(file: machine.fileName), at: resource.pointer)
        }
        for name in machine.unresolved where !evaluator.unknowns.contains(where: { $0.token == name }) {
            note(
                .binding, "${\(name)}", "has no value in '\(machine.fileName)': no substitution gives one",
                at: resource.pointer)
        }
    }

    /// The names of the `${Name}`s in a definition, sorted.
    private func tokens(in text: String, as syntax: DocumentSyntax) -> [String] {
        guard let document = try? Document(reading: Array(text.utf8), as: syntax) else { return [] }
        return Set(document.substituting([:]).unresolved.map(\.token)).sorted()
    }

    // MARK: Where the definition is

    private mutating func definition(of resource: TemplateResource) -> DefinitionText? {
        for property in ["Definition", "DefinitionString"] where resource.properties[property] != nil {
            guard let value = evaluator.value(property, of: resource) else { continue }
            if let text = value.string { return DefinitionText(text: tidied(text), syntax: .json) }
            if value.object != nil { return DefinitionText(text: value.prettyText + "\n", syntax: .json) }
        }
        for property in ["DefinitionUri", "DefinitionS3Location"] where resource.properties[property] != nil {
            return file(property, of: resource)
        }
        note(.problem, resource, "the state machine has no definition")
        return nil
    }

    /// A definition on one line is laid out; others stay as they are.
    private func tidied(_ text: String) -> String {
        guard !text.contains("\n"), let value = try? JSONValue(parsing: text) else { return text }
        return value.prettyText + "\n"
    }

    private mutating func file(_ property: String, of resource: TemplateResource) -> DefinitionText? {
        let place = resource.pointer(to: property)
        let value = evaluator.value(property, of: resource)
        let shown = value?.string ?? value?["Key"]?.scalarText ?? ""
        let path =
            value?["Key"]?.scalarText.flatMap(assets.path(forKey:)) ?? assets.path(forKey: shown)
            ?? (value?.string == nil || shown.hasPrefix("s3://") ? nil : files.path(shown, in: template.folder))
        guard let path else {
            note(.left, resource, "its definition is in S3 (\(value?.text ?? shown)), not in a file", at: place)
            return nil
        }
        guard let bytes = files.read(path) else {
            note(.problem, resource, "the file of its definition, '\(shown)', cannot be read", at: place)
            return nil
        }
        let syntax = DocumentSyntax(fileName: path) ?? (bytes.first { $0 > 0x20 } == UInt8(ascii: "{") ? .json : .yaml)
        return DefinitionText(text: String(decoding: bytes, as: UTF8.self), syntax: syntax, file: shown)
    }

    // MARK: Substitutions

    private mutating func substitutions(of resource: TemplateResource) -> [String: String] {
        let values = evaluator.value("DefinitionSubstitutions", of: resource)?.object ?? [:]
        return Dictionary(values.map { ($0.key, $0.value.scalarText ?? $0.value.text) }, uniquingKeysWith: { $1 })
    }

    /// The definition with its tokens replaced: in the text itself where that reads the same as replacing them in the
    /// values, else as JSON written anew.
    private func substituting(
        _ values: [String: String], in definition: DefinitionText
    ) -> (text: String, syntax: DocumentSyntax) {
        guard !values.isEmpty else { return (definition.text, definition.syntax) }
        let bytes = Array(definition.text.utf8)
        let read = definition.syntax == .json ? replacingBareTokens(in: bytes, by: values) : bytes
        guard let document = try? Document(reading: read, as: definition.syntax) else {
            return (definition.text, definition.syntax)
        }
        let wanted = document.substituting(values).document.value
        let isJSON = definition.syntax == .json
        let text = replacingTokens(in: String(decoding: read, as: UTF8.self)) { name in
            values[name].map { isJSON ? String(JSONValue.string($0).text.dropFirst().dropLast()) : $0 }
        }
        if let reread = try? Document(reading: Array(text.utf8), as: definition.syntax), reread.value == wanted {
            return (text, definition.syntax)
        }
        return (wanted.prettyText + "\n", .json)
    }
}

/// A text in which each `${Name}` that has a value is replaced by it.
private func replacingTokens(in text: String, by value: (String) -> String?) -> String {
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstRange(of: "${") {
        result += rest[..<start.lowerBound]
        let body = rest[start.upperBound...]
        guard let end = body.firstIndex(of: "}"), let replacement = value(String(body[..<end])) else {
            result += "${"
            rest = body
            continue
        }
        result += replacement
        rest = body[body.index(after: end)...]
    }
    return result + rest
}
