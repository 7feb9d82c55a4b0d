import JSON
import JSONata

extension DeploymentBuilder {
    /// Agents that AgentCore harnesses run, with gateways to the functions that are their tools.
    mutating func addHarnesses() {
        for agent in project.agents {
            guard case .harness(let harness) = agent.body else { continue }
            addHarness(agent.name, harness)
        }
    }

    private mutating func addHarness(_ agent: String, _ harness: HarnessAgent) {
        let name = inventory.names.name(.harness, agent)
        let functions = harness.tools.compactMap(\.functionName)
        addAgentName(name, agent, limit: 40)
        if !functions.isEmpty { addGateway(name, agent, harness) }
        addRole("\(name)Role", for: "bedrock-agentcore.amazonaws.com", statements(name, harness))
        addParameter(
            "\(name)MaxIterations", .number(default: harness.maxTurns, minimum: 1),
            "How often the agent \(agent) asks its model in one call.")
        add(
            name, .harness,
            .object([
                "HarnessName": .parameter("\(name)Name"), "ExecutionRoleArn": .attribute("\(name)Role", "Arn"),
                "Model": [
                    "BedrockModelConfig": .object([
                        "ModelId": .constant(harness.model), "MaxTokens": harness.maxTokens.map(Value.integer),
                        "Temperature": harness.temperature.map(Value.number), "TopP": harness.topP.map(Value.number),
                    ])
                ],
                "SystemPrompt": harness.system.map { [["Text": .constant($0)]] },
                "Tools": harness.tools.isEmpty ? nil : .list(tools(name, harness)),
                "MaxIterations": .parameter("\(name)MaxIterations"), "TimeoutSeconds": 900,
                // The conversation comes with each call.
                "Memory": ["Disabled": .object([])],
                "Environment": [
                    "AgentCoreRuntimeEnvironment": [
                        "NetworkConfiguration": networkOfAgents,
                        "LifecycleConfiguration": ["IdleRuntimeSessionTimeout": 60, "MaxLifetime": 900],
                    ]
                ],
                "Tags": tags.list,
            ]))
    }

    private func statements(_ name: String, _ harness: HarnessAgent) -> [Statement] {
        let addresses = ResourceAddresses(inventory: inventory, machine: "")
        var statements = [
            Statement(
                ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
                on: addresses.models([TextPattern(harness.model)]))
        ]
        if !harness.tools.compactMap(\.functionName).isEmpty {
            statements.append(
                Statement(
                    ["bedrock-agentcore:InvokeGateway"], on: [Text(.attribute("\(name)Gateway", "GatewayArn"))]))
        }
        return statements + Self.agentObservation("runtimes")
    }

    private func tools(_ name: String, _ harness: HarnessAgent) -> [Value] {
        var tools: [Value] = []
        if !harness.tools.compactMap(\.functionName).isEmpty {
            tools.append([
                "Type": "agentcore_gateway", "Name": "functions",
                "Config": [
                    "AgentCoreGateway": [
                        "GatewayArn": .attribute("\(name)Gateway", "GatewayArn"),
                        "OutboundAuth": ["AwsIam": .object([])],
                    ]
                ],
            ])
        }
        for tool in harness.tools {
            guard case .server(let url) = tool.work else { continue }
            tools.append([
                "Type": "remote_mcp", "Name": .constant(tool.name),
                "Config": ["RemoteMcp": ["Url": .text(Text(openTokensOf: url))]],
            ])
        }
        return tools
    }

    // MARK: Gateways

    private mutating func addGateway(_ name: String, _ agent: String, _ harness: HarnessAgent) {
        addRole(
            "\(name)GatewayRole", for: "bedrock-agentcore.amazonaws.com",
            calls(of: harness.tools.compactMap(\.functionName)))
        add(
            "\(name)Gateway", .gateway,
            .object([
                "Name": "\(.stack)-\(LogicalNames.words(agent))", "AuthorizerType": "AWS_IAM", "ProtocolType": "MCP",
                "RoleArn": .attribute("\(name)GatewayRole", "Arn"),
                "KmsKeyArn": has(.kms) ? .attribute("Key", "Arn") : nil, "Tags": tags.object,
            ]),
            comment: "Offers functions as tools; only who may invoke it can call them.")
        for tool in harness.tools {
            guard case .function(let address) = tool.work else { continue }
            add(
                "\(name)\(LogicalNames.words(tool.name))Tool", .gatewayTarget,
                [
                    "GatewayIdentifier": .attribute("\(name)Gateway", "GatewayIdentifier"),
                    "Name": .constant(LogicalNames.words(tool.name)),
                    "CredentialProviderConfigurations": [["CredentialProviderType": "GATEWAY_IAM_ROLE"]],
                    "TargetConfiguration": [
                        "Mcp": [
                            "Lambda": [
                                "LambdaArn": addressOfFunction(address),
                                "ToolSchema": [
                                    "InlinePayload": [
                                        [
                                            "Name": .constant(tool.name), "Description": .constant(tool.description),
                                            "InputSchema": Self.schema(tool.inputSchema),
                                        ]
                                    ]
                                ],
                            ]
                        ]
                    ],
                ])
        }
    }

    private func addressOfFunction(_ address: String) -> Value {
        var addresses = ResourceAddresses(inventory: inventory, machine: "")
        return addresses.functions([TextPattern(address)]).first.map(Value.text) ?? .constant(address)
    }

    /// What a gateway knows of JSON Schema.
    private static func schema(_ schema: JSONValue) -> Value {
        .object([
            "Type": .constant(schema["type"]?.string ?? "object"),
            "Description": schema["description"]?.string.map(Value.constant),
            "Properties": schema["properties"]?.object.map { properties in
                .object(properties.map { Value.Member(name: $0.key, value: self.schema($0.value)) })
            },
            "Items": schema["items"].map(self.schema),
            "Required": schema["required"]?.array.map { .list($0.compactMap(\.string).map(Value.constant)) },
        ])
    }
}
