/// What a person reads first beside a stack: how it is deployed, and what it needs besides.
struct DeploymentReadme {
    /// The most bytes of a template that CloudFormation takes without a bucket.
    ///
    /// Source: CloudFormation User Guide, "Understand CloudFormation quotas".
    static let maximumTemplateBytes = 51_200

    let deployment: Deployment
    let target: ExportTarget
    let stack: String
    let templateBytes: Int

    init(_ deployment: Deployment, _ project: ExportProject, for target: ExportTarget, templateBytes: Int) {
        self.deployment = deployment
        self.target = target
        self.templateBytes = templateBytes
        let name = project.settings.stack ?? project.machines.first?.name ?? "baton"
        stack = name.replacing("_", with: "-")
    }

    var file: ExportedFile {
        let parts = [
            "# \(stack)\n\n\(deployment.description).", commands, size, needs("Before", deployment.expectations),
            needs("After", deployment.tasksAfterwards),
        ]
        return ExportedFile(path: "README.md", text: parts.compactMap { $0 }.joined(separator: "\n\n") + "\n")
    }

    // MARK: Commands

    private var commands: String {
        let lines =
            switch target {
            case .terraform: terraformCommands
            case .sam: samCommands
            case .cloudformation, .asl: cloudFormationCommands
            }
        return "```sh\n\(lines.joined(separator: "\n"))\n```"
    }

    private var isTooLarge: Bool { templateBytes > Self.maximumTemplateBytes }

    private var cloudFormationCommands: [String] {
        let bucket = deployment.packages.isEmpty && !isTooLarge ? [] : ["BUCKET=my-artifacts"]
        let package = deployment.packages.isEmpty ? [] : ["./package.sh \"$BUCKET\" \(stack)"]
        let deploy =
            "aws cloudformation deploy --template-file template.yaml --stack-name \(stack) --capabilities CAPABILITY_IAM"
            + (isTooLarge ? " --s3-bucket \"$BUCKET\"" : "")
            + overrides(deployment.packages, option: "--parameter-overrides", separator: "=")
        return bucket + package + [deploy, start]
    }

    private var samCommands: [String] {
        let agents = deployment.agentPackages
        let package = agents.isEmpty ? [] : ["BUCKET=my-artifacts", "./package.sh \"$BUCKET\" \(stack)"]
        let deploy =
            "sam deploy --stack-name \(stack) --capabilities CAPABILITY_IAM --resolve-s3"
            + overrides(agents, option: "--parameter-overrides", separator: "=")
        return package + ["sam build", deploy, start]
    }

    private var terraformCommands: [String] {
        let bucket = deployment.packages.isEmpty ? [] : ["BUCKET=my-artifacts", "./prepare.sh"]
        var apply = "terraform apply"
        for parameter in deployment.parametersWithBucket where parameter.isOpen {
            let value = parameter.name == "ArtifactBucket" ? "\"$BUCKET\"" : "…"
            apply += " -var=\(TerraformName.attribute(parameter.name))=\(value)"
        }
        return bucket + ["terraform init", apply]
    }

    private func overrides(_ packages: [FunctionPackage], option: String, separator: String) -> String {
        let open = deployment.parameters(for: packages).filter(\.isOpen)
        guard !open.isEmpty else { return "" }
        let values = open.map { "\($0.name)\(separator)\($0.name == "ArtifactBucket" ? "\"$BUCKET\"" : "…")" }
        return " \(option) \(values.joined(separator: " "))"
    }

    private var start: String {
        let output = deployment.outputs.first { $0.name.hasSuffix("StateMachineArn") }?.name ?? ""
        return """
            aws stepfunctions start-execution --input '{}' --state-machine-arn "$(aws cloudformation describe-stacks \
            --stack-name \(stack) --query "Stacks[0].Outputs[?OutputKey=='\(output)'].OutputValue" --output text)"
            """
    }

    // MARK: Notes

    private var size: String? {
        guard target != .terraform, isTooLarge else { return nil }
        return """
            The template has \(templateBytes) bytes. CloudFormation takes more than \(Self.maximumTemplateBytes) only from a
            bucket, where the commands put it.
            """
    }

    private func needs(_ heading: String, _ lines: [String]) -> String? {
        lines.isEmpty ? nil : "## \(heading)\n\n" + lines.map { "- \($0)" }.joined(separator: "\n")
    }
}

extension Deployment.Parameter {
    /// Whether somebody has to give it a value.
    var isOpen: Bool {
        switch kind {
        case .text(let value, _): value == nil
        case .number: false
        case .secret: true
        }
    }
}
