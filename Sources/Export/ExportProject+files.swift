extension ExportProject {
    /// The files of an export; the same project gives the same bytes.
    package func files(for target: ExportTarget) -> [ExportedFile] {
        switch target {
        case .asl:
            var inventory = Inventory(self)
            return PlainASL.files(machines.map { Tokenization.export($0, &inventory) })
        case .cloudformation:
            let deployment = DeploymentBuilder.build(self)
            let template = CloudFormationTemplate(deployment: deployment, isServerless: false)
            return stack(deployment, template.yaml, for: target) + deployment.uploadedPackages
        case .sam:
            let deployment = DeploymentBuilder.build(self)
            let template = CloudFormationTemplate(deployment: deployment, isServerless: true)
            return stack(deployment, template.yaml, for: target) + deployment.definitionFiles + deployment.builtPackages
        case .terraform:
            let deployment = DeploymentBuilder.build(self)
            return [DeploymentReadme(deployment, self, for: target, templateBytes: 0).file]
                + TerraformModule(deployment, self).files + deployment.definitionFiles + deployment.preparedPackages
        }
    }

    private func stack(_ deployment: Deployment, _ template: String, for target: ExportTarget) -> [ExportedFile] {
        [
            DeploymentReadme(deployment, self, for: target, templateBytes: template.utf8.count).file,
            ExportedFile(path: "template.yaml", text: template),
        ]
    }
}

extension Deployment {
    /// The definitions as files of their own.
    fileprivate var definitionFiles: [ExportedFile] {
        resources.compactMap { resource in
            guard case .machine(let machine) = resource.body else { return nil }
            return ExportedFile(path: machine.definitionPath, text: machine.definition.text)
        }
    }
}
