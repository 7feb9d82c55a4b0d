extension DeploymentBuilder {
    /// A domain of SageMaker Studio with one user, who may start and watch the machines.
    mutating func addStudio() {
        if !has(.vpc) { addNetwork() }
        addParameter("StudioUser", .text(default: "analyst", allowed: []), "The name of the first user of Studio.")
        let machines = project.machines.map { inventory.arn(ofMachine: $0.name) }
        let executions = project.machines.flatMap {
            ResourceAddresses.executions(of: inventory.physicalName(ofMachine: $0.name))
        }
        addRole(
            "StudioRole", for: "sagemaker.amazonaws.com",
            [
                Statement(
                    ["states:DescribeStateMachine", "states:StartExecution"], on: machines),
                Statement(["states:DescribeExecution", "states:GetExecutionHistory"], on: executions),
            ])
        add(
            "Studio", .studioDomain,
            [
                "DomainName": .reference(.stack), "AuthMode": "IAM", "VpcId": .reference(.resource("Network")),
                "SubnetIds": [.reference(.resource("SubnetA")), .reference(.resource("SubnetB"))],
                "AppNetworkAccessType": "VpcOnly",
                "DefaultUserSettings": [
                    "ExecutionRole": .attribute("StudioRole", "Arn"),
                    "SecurityGroups": [.attribute("FunctionGroup", "GroupId")],
                ],
                "Tags": tags.list,
            ],
            comment:
                "Studio in a network without the internet needs endpoints for sagemaker.api and sagemaker.runtime, too."
        )
        add(
            "StudioUserProfile", .studioUser,
            [
                "DomainId": .attribute("Studio", "DomainId"), "UserProfileName": .parameter("StudioUser"),
                "Tags": tags.list,
            ])
    }
}
