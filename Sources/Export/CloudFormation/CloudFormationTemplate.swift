import JSON

/// A stack as a CloudFormation template.
struct CloudFormationTemplate {
    let deployment: Deployment
    /// Whether machines and functions have the forms of the Serverless Application Model.
    let isServerless: Bool

    /// SAM has a bucket of its own for code.
    private var parameters: [Deployment.Parameter] {
        deployment.parameters(for: isServerless ? deployment.agentPackages : deployment.packages)
    }

    /// The sections in order, with the names of what is in them.
    private var sections: [(name: String, members: [Value.Member])] {
        [
            ("Parameters", parameters.map { .init(name: $0.name, value: Self.value($0)) }),
            ("Resources", resources),
            (
                "Outputs",
                deployment.outputs.map {
                    .init(name: $0.name, value: ["Description": .constant($0.description), "Value": $0.value])
                }
            ),
        ].filter { !$0.members.isEmpty }
    }

    private var resources: [Value.Member] {
        deployment.resources.flatMap { resource in
            let members = isServerless ? Self.serverless(resource) : Self.plain(resource)
            guard let comment = resource.comment, let first = members.first else { return members }
            return [.init(name: first.name, value: .commented(comment, first.value))] + members.dropFirst()
        }
    }

    var yaml: String {
        var writer = YAMLWriter()
        writer.member("AWSTemplateFormatVersion", .constant("2010-09-09"))
        if isServerless { writer.member("Transform", .constant("AWS::Serverless-2016-10-31")) }
        writer.member("Description", .constant(deployment.description))
        if !deployment.expectations.isEmpty {
            writer.blankLine()
            writer.comment("Not in this stack:\n" + deployment.expectations.map { "- \($0)" }.joined(separator: "\n"))
        }
        for section in sections {
            writer.blankLine()
            if section.name == "Parameters" { writer.comment("Names and sizes: the values that a person decides.") }
            writer.startSection(section.name)
            for (index, member) in section.members.enumerated() {
                if index > 0, section.name == "Resources" { writer.blankLine() }
                writer.member(member.name, member.value, indent: 2)
            }
        }
        return writer.text
    }

    var json: String {
        var object: JSONObject = ["AWSTemplateFormatVersion": "2010-09-09"]
        if isServerless { object["Transform"] = "AWS::Serverless-2016-10-31" }
        object["Description"] = .string(deployment.description)
        for section in sections {
            object[section.name] = CloudFormationValue.json(.object(section.members))
        }
        return JSONValue.object(object).prettyText + "\n"
    }

    // MARK: Parts

    private static func value(_ parameter: Deployment.Parameter) -> Value {
        switch parameter.kind {
        case .text(let value, let allowed):
            .object([
                "Type": "String", "Default": value.map(Value.constant),
                "AllowedValues": allowed.isEmpty ? nil : .texts(allowed),
                "Description": .constant(parameter.description),
            ])
        case .number(let value, let minimum):
            [
                "Type": "Number", "Default": .integer(value), "MinValue": .integer(minimum),
                "Description": .constant(parameter.description),
            ]
        case .secret: ["Type": "String", "NoEcho": true, "Description": .constant(parameter.description)]
        }
    }

    /// A resource with what CloudFormation wants around its properties.
    static func wrap(_ resource: Deployment.Resource, _ type: String, _ properties: Value, metadata: Value? = nil)
        -> Value.Member
    {
        Value.Member(
            name: resource.name,
            value: .object([
                "Type": .constant(type),
                "DependsOn": resource.dependencies.isEmpty ? nil : .texts(resource.dependencies),
                "DeletionPolicy": resource.isRetained ? "Retain" : nil,
                "UpdateReplacePolicy": resource.isRetained ? "Retain" : nil, "Metadata": metadata,
                "Properties": properties,
            ]))
    }

    static func plain(_ resource: Deployment.Resource) -> [Value.Member] {
        switch resource.body {
        case .other(let type, let properties): [wrap(resource, type.rawValue, properties)]
        case .function(let function):
            [wrap(resource, ResourceType.function.rawValue, function.plainProperties)]
        case .machine(let machine):
            [wrap(resource, ResourceType.machine.rawValue, machine.plainProperties)]
                + machine.publication(resource.name)
        }
    }
}

extension FunctionBody {
    /// The properties of `AWS::Lambda::Function`.
    var plainProperties: Value {
        let code: Value =
            switch code {
            case .inline(let text): ["ZipFile": .constant(text)]
            case .package(let package):
                ["S3Bucket": .parameter("ArtifactBucket"), "S3Key": "\(.stack)/\(package.key)"]
            }
        return .object(properties + [.init(name: "Code", value: code), .init(name: "Tags", value: tags.list)])
    }
}

extension MachineBody {
    /// The properties of `AWS::StepFunctions::StateMachine`.
    var plainProperties: Value {
        .object([
            "StateMachineName": .text(physicalName), "StateMachineType": isExpress ? "EXPRESS" : "STANDARD",
            "RoleArn": role, "DefinitionString": .constant(definition.text), "DefinitionSubstitutions": substitutions,
            "LoggingConfiguration": logging, "TracingConfiguration": tracing, "EncryptionConfiguration": encryption,
            "Tags": tags.list,
        ])
    }

    var substitutions: Value? {
        definition.tokens.isEmpty
            ? nil : .object(definition.tokens.map { Value.Member(name: $0.name, value: $0.value) })
    }

    /// A version for each revision, and the alias that callers use.
    func publication(_ name: String) -> [Value.Member] {
        let version: Value = [
            "Type": .constant(ResourceType.machineVersion.rawValue), "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": [
                "StateMachineArn": .reference(.resource(name)),
                "StateMachineRevisionId": .attribute(name, "StateMachineRevisionId"),
            ],
        ]
        let alias: Value = [
            "Type": .constant(ResourceType.machineAlias.rawValue),
            "Properties": [
                "Name": .constant(alias),
                "DeploymentPreference": [
                    "StateMachineVersionArn": .reference(.resource("\(name)Version")), "Type": "ALL_AT_ONCE",
                ],
            ],
        ]
        return [.init(name: "\(name)Version", value: version), .init(name: "\(name)Alias", value: alias)]
    }
}
