/// A stack as a module of Terraform.
struct TerraformModule {
    let deployment: Deployment
    let settings: ExportSettings
    let defaultStack: String
    let region: String
    private let types: [String: ResourceType]

    init(_ deployment: Deployment, _ project: ExportProject) {
        self.deployment = deployment
        settings = project.settings
        defaultStack = project.settings.stack ?? project.machines.first?.name ?? "baton"
        region = project.region
        var types: [String: ResourceType] = [:]
        for resource in deployment.resources {
            types[resource.name] = resource.type
            if case .machine = resource.body {
                types["\(resource.name)Version"] = .machineVersion
                types["\(resource.name)Alias"] = .machineAlias
            }
        }
        self.types = types
    }

    var files: [ExportedFile] {
        let files = [("versions", versions), ("variables", variables), ("main", main), ("outputs", outputs)]
        return (files + (deployment.packages.isEmpty ? [] : [("packages", packages)])).map { name, text in
            ExportedFile(path: "\(name).tf", text: HCLLayout.aligned(text))
        }
    }

    // MARK: Files

    private var versions: String {
        """
        # \(deployment.description)
        #
        # The Cloud Control provider has the very resources and properties that CloudFormation has.
        terraform {
          required_version = ">= 1.5"
          required_providers {
            aws = {
              source  = "hashicorp/aws"
              version = ">= 5.0"
            }
            awscc = {
              source  = "hashicorp/awscc"
              version = ">= 1.0"
            }\(deployment.packages.isEmpty ? "" : "\n    archive = {\n      source  = \"hashicorp/archive\"\n      version = \">= 2.0\"\n    }")
          }
        }

        provider "aws" {
          region = var.region
        }

        provider "awscc" {
          region = var.region
        }

        data "aws_caller_identity" "current" {}

        data "aws_partition" "current" {}

        """
    }

    private var variables: String {
        var writer = HCLWriter(types: types)
        writer.comment("Names and sizes: the values that a person decides.")
        Self.write("stack_name", "string", HCLWriter.quoted(defaultStack), "The beginning of all names.", &writer)
        Self.write("region", "string", HCLWriter.quoted(region), "Where the stack is.", &writer)
        for parameter in deployment.parametersWithBucket {
            let name = TerraformName.attribute(parameter.name)
            switch parameter.kind {
            case .text(let value, _):
                Self.write(name, "string", value.map(HCLWriter.quoted), parameter.description, &writer)
            case .number(let value, _): Self.write(name, "number", String(value), parameter.description, &writer)
            case .secret: Self.write(name, "string", nil, parameter.description, isSecret: true, &writer)
            }
        }
        return writer.text
    }

    private static func write(
        _ name: String, _ type: String, _ value: String?, _ description: String, isSecret: Bool = false,
        _ writer: inout HCLWriter
    ) {
        writer.line()
        writer.line("variable \"\(name)\" {")
        writer.attribute("type", type)
        writer.attribute("description", HCLWriter.quoted(description))
        if let value { writer.attribute("default", value) }
        if isSecret { writer.attribute("sensitive", "true") }
        writer.line("}")
    }

    private var outputs: String {
        var writer = HCLWriter(types: types)
        for (index, output) in deployment.outputs.enumerated() {
            if index > 0 { writer.line() }
            writer.line("output \"\(TerraformName.attribute(output.name))\" {")
            writer.attribute("description", HCLWriter.quoted(output.description))
            writer.attribute("value", writer.literal(output.value, indent: 2))
            writer.line("}")
        }
        return writer.text
    }

    private var main: String {
        var writer = HCLWriter(types: types)
        for (index, resource) in deployment.resources.enumerated() {
            if index > 0 { writer.line() }
            write(resource, &writer)
        }
        return writer.text
    }

    // MARK: Resources

    private func write(_ resource: Deployment.Resource, _ writer: inout HCLWriter) {
        if let comment = resource.comment { writer.comment(comment) }
        switch resource.body {
        case .other(let type, let properties):
            open(type, resource.name, &writer)
            for member in properties.members { writer.property(member) }
            close(resource, &writer)
            if type == .secret { writeSecretVersion(resource.name, &writer) }
        case .function(let function):
            open(.function, resource.name, &writer)
            for member in function.plainProperties.members where member.name != "Code" { writer.property(member) }
            writer.attribute("code", code(of: function, &writer))
            close(resource, &writer)
        case .machine(let machine):
            open(.machine, resource.name, &writer)
            for member in machine.plainProperties.members where member.name != "DefinitionString" {
                writer.property(member)
            }
            writer.attribute("definition_string", "file(\"${path.module}/\(machine.definitionPath)\")")
            close(resource, &writer)
            for member in machine.publication(resource.name) { write(publication: member, &writer) }
        }
    }

    private func open(_ type: ResourceType, _ name: String, _ writer: inout HCLWriter) {
        writer.line("resource \"\(TerraformName.type(type))\" \"\(TerraformName.attribute(name))\" {")
    }

    private func close(_ resource: Deployment.Resource, _ writer: inout HCLWriter) {
        if !resource.dependencies.isEmpty {
            let names = resource.dependencies.map(writer.address).joined(separator: ", ")
            writer.line()
            writer.attribute("depends_on", "[\(names)]")
        }
        if resource.isRetained {
            writer.line()
            writer.line("  lifecycle {")
            writer.attribute("prevent_destroy", "true", indent: 4)
            writer.line("  }")
        }
        writer.line("}")
    }

    private func write(publication member: Value.Member, _ writer: inout HCLWriter) {
        guard let type = types[member.name], let properties = member.value["Properties"] else { return }
        writer.line()
        open(type, member.name, &writer)
        for property in properties.members { writer.property(property) }
        writer.line("}")
    }

    private func writeSecretVersion(_ name: String, _ writer: inout HCLWriter) {
        writer.line()
        writer.line("data \"aws_secretsmanager_secret_version\" \"\(TerraformName.attribute(name))\" {")
        writer.attribute("secret_id", "\(writer.address(name)).id")
        writer.line("}")
    }

    // MARK: Code

    private func code(of function: FunctionBody, _ writer: inout HCLWriter) -> String {
        switch function.code {
        case .inline(let text): "{\n    zip_file = \(HCLWriter.quoted(text))\n  }"
        case .package(let package):
            "{\n    s3_bucket = var.artifact_bucket\n    s3_key = aws_s3_object.\(package.label).key\n  }"
        }
    }

    private var packages: String {
        var writer = HCLWriter(types: types)
        writer.comment("Run ./prepare.sh first: it installs what functions depend on and brings Baton's own.")
        for package in deployment.packages {
            writer.line()
            writer.line("data \"archive_file\" \"\(package.label)\" {")
            writer.attribute("type", "\"zip\"")
            writer.attribute("source_dir", "\"${path.module}/\(package.folder)\"")
            writer.attribute("output_path", "\"${path.module}/.packages/\(package.label).zip\"")
            writer.line("}")
            writer.line()
            writer.line("resource \"aws_s3_object\" \"\(package.label)\" {")
            writer.attribute("bucket", "var.artifact_bucket")
            writer.attribute(
                "key",
                "\"${var.stack_name}/\(package.folder)-${data.archive_file.\(package.label).output_md5}.zip\"")
            writer.attribute("source", "data.archive_file.\(package.label).output_path")
            writer.attribute("source_hash", "data.archive_file.\(package.label).output_md5")
            writer.line("}")
        }
        return writer.text
    }
}

extension FunctionPackage {
    /// The package's name in Terraform.
    fileprivate var label: String { TerraformName.package(folder) }
}

extension Deployment.Resource {
    fileprivate var type: ResourceType {
        switch body {
        case .machine: .machine
        case .function: .function
        case .other(let type, _): type
        }
    }
}

extension Value {
    fileprivate var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }
}
