internal import JSON
internal import StatesLanguage

extension Template {
    /// The template with its `Fn::ForEach` loops unrolled, and local files of `AWS::Include` among its resources.
    ///
    /// Source: CloudFormation Template Reference, "Fn::ForEach"; "AWS::Include transform".
    func unrolled(as stack: Stack, files: any TemplateFiles) -> Template {
        guard document.value.text.contains("Fn::ForEach::") || section("Resources")["Fn::Transform"] != nil else {
            return self
        }
        var unrolling = LoopUnrolling(evaluator: TemplateEvaluator(self, stack, files: files))
        guard var object = unrolling.unroll(document.value, [:]).object else { return self }
        if var resources = object["Resources"]?.object, let transform = resources["Fn::Transform"] {
            let value = unrolling.evaluator.resolve(
                .object(["Fn::Transform": transform]), at: "/Resources/Fn::Transform")
            if let included = value?.object {
                resources["Fn::Transform"] = nil
                for (name, resource) in included { resources[name] = resource }
                object["Resources"] = .object(resources)
            }
        }
        return Template(path: path, folder: folder, document: Document(value: .object(object), map: document.map))
    }
}

/// Writes out what loops stand for.
private struct LoopUnrolling {
    var evaluator: TemplateEvaluator

    /// More rounds are hardly meant; CloudFormation takes far fewer.
    private static let maximumRounds = 1_000

    /// - Parameter values: of the loops around, by identifier.
    mutating func unroll(_ value: JSONValue, _ values: [String: String]) -> JSONValue {
        switch value {
        case .string(let text): return .string(replace(text, values))
        case .array(let elements): return .array(elements.map { unroll($0, values) })
        case .object(let object):
            if let name = object["Ref"]?.string, object.count == 1, let own = values[name] { return .string(own) }
            var result = JSONObject()
            for (key, member) in object {
                if key.hasPrefix("Fn::ForEach::"), let rounds = rounds(member, values) {
                    for (name, value) in rounds { result[name] = value }
                } else {
                    result[replace(key, values)] = unroll(member, values)
                }
            }
            return .object(result)
        default: return value
        }
    }

    /// What a loop becomes; nil where its parts are not as they should be.
    private mutating func rounds(_ loop: JSONValue, _ values: [String: String]) -> JSONObject? {
        guard loop.array?.count == 3, let identifier = loop[0]?.string, let list = loop[1], let body = loop[2],
            body.object != nil
        else { return nil }
        let collection = evaluator.resolve(unroll(list, values), at: "/Resources")?.array ?? []
        let elements = collection.flatMap { $0.array ?? [$0] }.compactMap(\.scalarText)
        guard !elements.isEmpty, elements.count <= Self.maximumRounds else { return nil }
        var result = JSONObject()
        for element in elements {
            let round = unroll(body, values.merging([identifier: element]) { $1 })
            for (name, value) in round.object ?? [:] { result[name] = value }
        }
        return result
    }

    /// `${Identifier}`, and `&{Identifier}` for the letters and digits alone.
    private func replace(_ text: String, _ values: [String: String]) -> String {
        guard text.contains("{") else { return text }
        return values.reduce(text) { text, value in
            text.replacing("${\(value.key)}", with: value.value).replacing(
                "&{\(value.key)}", with: value.value.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
        }
    }
}
