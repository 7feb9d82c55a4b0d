import JSON

extension Fields {
    /// An optimized integration is given parameters that it has, and those that it needs.
    ///
    /// What an expression computes is not looked at.
    func checkParameters(of resource: TaskResource?) {
        let name = language == .jsonata ? "Arguments" : "Parameters"
        guard case .service(let integration)? = resource, !integration.isSDK,
            let known = IntegrationParameters.all["\(integration.service):\(integration.action)"],
            let object = self[name]?.object
        else { return }
        let place = location(of: name)
        var given: Set<String> = []
        for member in object {
            let isComputed = language == .jsonPath && member.key.hasSuffix(".$")
            let parameter = isComputed ? String(member.key.dropLast(2)) : member.key
            given.insert(parameter)
            if !known.has(parameter) {
                report.schema(
                    SchemaMessage.unknownParameter(parameter), at: place, pointingAt: place.member(member.key))
            }
        }
        for parameter in known.required where !given.contains(parameter) {
            report.schema(SchemaMessage.requiredField(parameter), at: place)
        }
    }
}
