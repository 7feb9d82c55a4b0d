import JSON
import JSONata

extension DeploymentBuilder {
    /// Agents whose programs run in AgentCore runtimes.
    mutating func addRuntimes() {
        for agent in project.agents {
            guard case .runtime(let program) = agent.body else { continue }
            addRuntime(agent.name, program)
        }
    }

    private mutating func addRuntime(_ agent: String, _ program: AgentProgramSource) {
        let name = inventory.names.name(.runtime, agent)
        let package = FunctionPackage(
            folder: "agents/\(LogicalNames.words(agent))", files: program.packedFiles, host: .agentCore)
        deployment.packages.append(package)
        addAgentName(name, agent, limit: 48)
        addRole(
            "\(name)Role", for: "bedrock-agentcore.amazonaws.com",
            Self.agentObservation("runtimes") + data(of: program.environment) + calls(of: program.tools)
                + key(for: ["kms:Decrypt", "kms:GenerateDataKey"]))
        let variables = variables(program.variables, program.tools)
        add(
            name, .runtime,
            .object([
                "AgentRuntimeName": .parameter("\(name)Name"),
                "Description": .constant("The agent \(agent)"),
                "AgentRuntimeArtifact": [
                    "CodeConfiguration": [
                        "Code": [
                            "S3": [
                                "Bucket": .parameter("ArtifactBucket"),
                                "Prefix": .reference(.package(folder: package.folder, key: package.key)),
                            ]
                        ],
                        "Runtime": "PYTHON_3_13", "EntryPoint": ["baton_agent.py"],
                    ]
                ],
                "RoleArn": .attribute("\(name)Role", "Arn"), "NetworkConfiguration": networkOfAgents,
                "EnvironmentVariables": .object(variables), "ProtocolConfiguration": "HTTP",
                "LifecycleConfiguration": [
                    "IdleRuntimeSessionTimeout": 60, "MaxLifetime": .integer(max(60, program.timeoutSeconds)),
                ],
                "Tags": tags.object,
            ]),
            comment:
                "If its program asks models of Bedrock, let its role call them; keys of others belong into Secrets Manager."
        )
    }

    // MARK: What agents share

    /// Names of agents have no hyphens, which the name of a stack may have.
    mutating func addAgentName(_ name: String, _ agent: String, limit: Int) {
        let machine = mainMachine.map { LogicalNames.words($0.name) } ?? ""
        addParameter(
            "\(name)Name", .text(default: String("\(machine)_\(LogicalNames.words(agent))".prefix(limit)), allowed: []),
            "The name of the agent \(agent) in AgentCore: letters, digits, underscores.")
    }

    var networkOfAgents: Value {
        guard has(.vpc) else { return ["NetworkMode": "PUBLIC"] }
        return [
            "NetworkMode": "VPC",
            "NetworkModeConfig": .object([
                "Subnets": networkOfFunctions["SubnetIds"], "SecurityGroups": networkOfFunctions["SecurityGroupIds"],
            ]),
        ]
    }

    /// Logs, traces and measurements of AgentCore.
    ///
    /// Source: Amazon Bedrock AgentCore Developer Guide, "IAM Permissions for AgentCore Runtime".
    static func agentObservation(_ kind: String) -> [Statement] {
        let group: Text = "arn:\(.partition):logs:\(.region):\(.account):log-group:/aws/bedrock-agentcore/\(kind)/*"
        return [
            Statement(["logs:CreateLogGroup", "logs:DescribeLogStreams"], on: [group]),
            Statement(["logs:CreateLogStream", "logs:PutLogEvents"], on: ["\(group):log-stream:*"]),
            Statement(tracing, on: [Statement.everything], comment: "Tracing knows no addresses."),
            Statement(
                ["cloudwatch:PutMetricData"], on: [Statement.everything],
                if: ["StringEquals": ["cloudwatch:namespace": "bedrock-agentcore"]]),
        ]
    }

    /// A program's variables; with tools also the functions that stand for them.
    mutating func variables(
        _ environment: [String: String], _ tools: [AgentProgramSource.Tool]
    ) -> [Value.Member] {
        var members = environment.map { Value.Member(name: $0.key, value: setting($0.value)) }
        if !tools.isEmpty {
            let list = tools.map { tool in
                Value.Member(
                    name: tool.name,
                    value: .object([
                        "function": function(named: tool.function), "settings": tool.settings.map(Value.init),
                    ]))
            }
            members.append(.init(name: "BATON_TOOLS", value: .encoded(.object(list))))
        }
        return members.sorted { $0.name < $1.name }
    }

    private mutating func function(named name: String) -> Value {
        inventory.hasFunction(name) ? .reference(.resource(inventory.names.name(.function, name))) : .constant(name)
    }

    /// What a program may call as its tools.
    func calls(of tools: [AgentProgramSource.Tool]) -> [Statement] { calls(of: tools.map(\.function)) }

    func calls(of functions: [String]) -> [Statement] {
        guard !functions.isEmpty else { return [] }
        var addresses = ResourceAddresses(inventory: inventory, machine: "")
        return [
            Statement(
                ["lambda:InvokeFunction"], on: addresses.functions(Set(functions).sorted().map { TextPattern($0) }),
                comment: "The tools of the agent.")
        ]
    }
}
