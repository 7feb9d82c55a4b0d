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
            return [ExportedFile(path: "template.yaml", text: template.yaml)] + deployment.uploadedPackages
        case .sam:
            let deployment = DeploymentBuilder.build(self)
            let template = CloudFormationTemplate(deployment: deployment, isServerless: true)
            return [ExportedFile(path: "template.yaml", text: template.yaml)] + deployment.definitionFiles
                + deployment.builtPackages
        case .terraform:
            let deployment = DeploymentBuilder.build(self)
            return TerraformModule(deployment, self).files + deployment.definitionFiles + deployment.preparedPackages
        }
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
