extension CloudFormationTemplate {
    /// Machines and functions as the Serverless Application Model has them; everything else as it is.
    static func serverless(_ resource: Deployment.Resource) -> [Value.Member] {
        switch resource.body {
        case .other: plain(resource)
        case .function(let function):
            [
                wrap(
                    resource, "AWS::Serverless::Function", function.serverlessProperties,
                    metadata: function.isBuiltByMake ? ["BuildMethod": "makefile"] : nil)
            ]
        case .machine(let machine):
            [wrap(resource, "AWS::Serverless::StateMachine", machine.serverlessProperties)]
                + machine.publication(resource.name)
        }
    }
}

extension FunctionBody {
    fileprivate var isBuiltByMake: Bool {
        if case .package(let package) = code { package.content == .program } else { false }
    }

    fileprivate var serverlessProperties: Value {
        let renamed = properties.map { member -> Value.Member in
            switch member.name {
            case "TracingConfig": .init(name: "Tracing", value: member.value["Mode"] ?? "Active")
            default: member
            }
        }
        let code: Value.Member =
            switch code {
            case .inline(let text): .init(name: "InlineCode", value: .constant(text))
            case .package(let package): .init(name: "CodeUri", value: .constant(package.folder))
            }
        return .object(renamed + [code, .init(name: "Tags", value: tags.object)])
    }
}

extension MachineBody {
    fileprivate var serverlessProperties: Value {
        .object([
            "Name": .text(physicalName), "Type": isExpress ? "EXPRESS" : "STANDARD", "Role": role,
            "DefinitionUri": .constant(definitionPath), "DefinitionSubstitutions": substitutions, "Logging": logging,
            "Tracing": tracing, "Tags": tags.object,
        ])
    }

    /// Where the definition stands in the export.
    var definitionPath: String { "statemachines/\(name).asl.json" }
}
