import JSON

extension Fields {
    /// What a Task state's `Resource` names.
    ///
    /// Source: Step Functions Developer Guide, "Task state", "Resource".
    func resource(_ text: String) -> TaskResource? {
        let place = location(of: "Resource")
        guard let arn = ResourceName(text) else {
            report.schema(SchemaMessage.notResource, at: place)
            return nil
        }
        guard let resource = arn.taskResource else {
            report.schema(SchemaMessage.unknownResource(text), at: place)
            return nil
        }
        if context.machineType == .express { checkExpress(resource, at: place) }
        return resource
    }

    private func checkExpress(_ resource: TaskResource, at place: Location) {
        switch resource {
        case .lambda: break
        case .activity: report.schema(SchemaMessage.expressActivity, at: place)
        case .service(let integration):
            switch integration.pattern {
            case .requestResponse: break
            case .sync, .sync2: report.schema(SchemaMessage.expressPattern(".sync"), at: place)
            case .waitForTaskToken: report.schema(SchemaMessage.expressPattern(".waitForTaskToken"), at: place)
            }
        }
    }
}

/// An Amazon Resource Name in its parts: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
struct ResourceName {
    let text: String
    let service: Substring
    let resource: Substring

    /// Nil where the text is no such name.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else {
            return nil
        }
        self.text = text
        (service, resource) = (parts[2], parts[5])
    }

    /// What a Task state may call under this name; nil where it names nothing of that kind.
    var taskResource: TaskResource? {
        switch service {
        case "lambda": resource.hasPrefix("function:") ? .lambda(arn: text) : nil
        case "states" where resource.hasPrefix("activity:"): .activity(arn: text)
        case "states": ServiceIntegration(resource).map(TaskResource.service)
        default: nil
        }
    }
}

extension ServiceIntegration {
    /// Reads `lambda:invoke.waitForTaskToken`, `aws-sdk:s3:getObject`; nil where the service, the action or the pattern
    /// is not known.
    init?(_ resource: Substring) {
        var words = resource
        let isSDK = words.hasPrefix("aws-sdk:")
        if isSDK { words = words.dropFirst("aws-sdk:".count) }
        guard let colon = words.firstIndex(of: ":") else { return nil }
        let rest = words[words.index(after: colon)...]
        let dot = rest.firstIndex(of: ".") ?? rest.endIndex
        guard let pattern = Pattern(rawValue: String(rest[dot...])) else { return nil }
        self.init(
            service: String(words[..<colon]), action: String(rest[..<dot]), pattern: pattern, isSDK: isSDK)
        guard isKnown else { return nil }
    }

    /// Whether there is such an integration. Of SDK integrations only the form is checked: there are some fourteen
    /// thousand, and more with every month.
    private var isKnown: Bool {
        guard isSDK else { return OptimizedIntegration.all[service]?.has(action, pattern) ?? false }
        let isWellFormed = service.utf8.allSatisfy(\.isLetterOrDigit) && action.utf8.allSatisfy(\.isLetterOrDigit)
        let isNamed = !service.isEmpty && action.utf8.first.map(\.isLowercaseLetter) == true
        return isWellFormed && isNamed && (pattern == .requestResponse || pattern == .waitForTaskToken)
    }
}

extension UInt8 {
    fileprivate var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }

    fileprivate var isLetterOrDigit: Bool {
        isLowercaseLetter || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
