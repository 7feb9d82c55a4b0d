internal import JSON

extension TemplateImport {
    /// A stack in the stack: what its template has becomes part of the project.
    ///
    /// Source: CloudFormation Template Reference, `AWS::CloudFormation::Stack`; SAM Developer Guide,
    /// `AWS::Serverless::Application`.
    mutating func addNested(_ resource: TemplateResource) {
        let nested: NestedStack
        switch evaluator.nestedStack(resource) {
        case .success(let stack): nested = stack
        case .failure(let reason):
            note(.left, resource, "a nested stack: \(reason.text)")
            return
        }
        note(.imported, resource, "nested stack from \(nested.template.path)")
        var inner = TemplateImport(nested.template, nested.stack, files: files)
        inner.namesInUse = namesInUse
        inner.addResources()
        inner.noteUnknowns()
        namesInUse = inner.namesInUse
        project.add(inner.project)
    }
}

/// A template with what its stack is made with.
struct NestedStack {
    let template: Template
    let stack: Stack
}

/// Why a nested stack cannot be read.
struct NestedStackFault: Error {
    let text: String
}

extension TemplateEvaluator {
    /// How deep stacks may stand in each other.
    private static let maximumDepth = 8

    mutating func nestedStack(_ resource: TemplateResource) -> Result<NestedStack, NestedStackFault> {
        guard stack.depth < Self.maximumDepth else { return .failure(NestedStackFault(text: "it stands too deep")) }
        let property = resource.type == "AWS::Serverless::Application" ? "Location" : "TemplateURL"
        let shown = resource.metadata["aws:asset:path"]?.string ?? text(property, of: resource)
        guard let shown, !shown.contains("://"), !shown.contains("${") else {
            return .failure(
                NestedStackFault(text: "its template (\(shown ?? "of the application repository")) is not in a file"))
        }
        let path = files.path(shown, in: template.folder)
        guard let bytes = files.read(path) else {
            return .failure(NestedStackFault(text: "its template '\(shown)' cannot be read"))
        }
        var inner = Stack(region: stack.region, account: stack.account, parameters: parameters(of: resource))
        inner.name = "\(stack.name)-\(resource.logicalID)"
        inner.prefix = "\(stack.prefix)\(resource.logicalID)-"
        inner.depth = stack.depth + 1
        do {
            let template = try Template(
                reading: bytes, path: shown, folder: path.split(separator: "/").dropLast().folder)
            return .success(NestedStack(template: template.unrolled(as: inner, files: files), stack: inner))
        } catch {
            return .failure(NestedStackFault(text: "\(error)"))
        }
    }

    private mutating func parameters(of resource: TemplateResource) -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in value("Parameters", of: resource)?.object ?? [:] {
            values[name] = value.scalarText ?? value.array?.compactMap(\.scalarText).joined(separator: ",")
        }
        return values
    }

    /// The value of `Outputs.NAME` of a nested stack; nil where it cannot be had.
    mutating func output(_ name: String, of resource: TemplateResource) -> String? {
        once("outputs of \(resource.logicalID)") { evaluator in
            guard case .success(let nested) = evaluator.nestedStack(resource),
                let value = nested.template.outputs[name]?["Value"]
            else { return nil }
            var inner = TemplateEvaluator(nested.template, nested.stack, files: evaluator.files)
            let text = inner.text(value, at: "/Outputs/\(name)/Value")
            return inner.unknowns.isEmpty ? text : nil
        } ?? nil
    }
}

extension ArraySlice<Substring> {
    fileprivate var folder: String { "/" + joined(separator: "/") }
}
