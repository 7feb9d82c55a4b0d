extension DeploymentBuilder {
    /// Services that functions reach through endpoints inside the network.
    private static let interfaceServices = ["states", "logs", "secretsmanager", "bedrock-runtime", "sns", "xray"]

    /// A network with two private zones and endpoints; nothing in it reaches the internet.
    mutating func addNetwork() {
        addParameter(
            "NetworkCIDR", .text(default: "10.20.0.0/16", allowed: []), "The addresses of the network.")
        add(
            "Network", .vpc,
            [
                "CidrBlock": .parameter("NetworkCIDR"), "EnableDnsHostnames": true, "EnableDnsSupport": true,
                "Tags": named("network"),
            ],
            comment: """
                Private: functions in it reach AWS through the endpoints below and nothing else. A NAT gateway, which costs
                by the hour, would open the way to the internet. Each interface endpoint costs by the hour, too.
                """)
        add("RouteTable", .routeTable, ["VpcId": .reference(.resource("Network")), "Tags": named("private")])
        for (index, zone) in ["A", "B"].enumerated() {
            addParameter(
                "Subnet\(zone)CIDR", .text(default: "10.20.\(index).0/24", allowed: []),
                "The addresses of zone \(zone).")
            addParameter(
                "Zone\(zone)", .text(default: "us-east-1\(zone.lowercased())", allowed: []),
                "An availability zone of the stack's region.")
            add(
                "Subnet\(zone)", .subnet,
                [
                    "VpcId": .reference(.resource("Network")), "CidrBlock": .parameter("Subnet\(zone)CIDR"),
                    "AvailabilityZone": .parameter("Zone\(zone)"), "MapPublicIpOnLaunch": false,
                    "Tags": named("private-\(zone.lowercased())"),
                ])
            add(
                "Subnet\(zone)Routes", .subnetRouteTable,
                [
                    "SubnetId": .reference(.resource("Subnet\(zone)")),
                    "RouteTableId": .reference(.resource("RouteTable")),
                ])
        }
        addSecurityGroups()
        addEndpoints()
    }

    private func named(_ name: String) -> Value {
        (tags + [Tag(key: "Name", value: "\(.stack)-\(name)")]).list
    }

    private mutating func addSecurityGroups() {
        add(
            "FunctionGroup", .securityGroup,
            [
                "GroupDescription": "The functions of the stack", "VpcId": .reference(.resource("Network")),
                "SecurityGroupEgress": [
                    [
                        "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0",
                        "Description": "HTTPS to the endpoints",
                    ]
                ],
                "Tags": tags.list,
            ])
        add(
            "EndpointGroup", .securityGroup,
            [
                "GroupDescription": "The endpoints of the network", "VpcId": .reference(.resource("Network")),
                "SecurityGroupIngress": [
                    [
                        "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                        "SourceSecurityGroupId": .attribute("FunctionGroup", "GroupId"),
                        "Description": "HTTPS from the functions",
                    ]
                ],
                "Tags": tags.list,
            ])
    }

    private mutating func addEndpoints() {
        for service in ["s3", "dynamodb"] {
            add(
                "\(LogicalNames.words(service))Endpoint", .vpcEndpoint,
                [
                    "VpcId": .reference(.resource("Network")), "VpcEndpointType": "Gateway",
                    "ServiceName": "com.amazonaws.\(.region).\(service)",
                    "RouteTableIds": [.reference(.resource("RouteTable"))],
                ])
        }
        for service in Self.interfaceServices {
            add(
                "\(LogicalNames.words(service))Endpoint", .vpcEndpoint,
                [
                    "VpcId": .reference(.resource("Network")), "VpcEndpointType": "Interface",
                    "ServiceName": "com.amazonaws.\(.region).\(service)", "PrivateDnsEnabled": true,
                    "SubnetIds": subnets, "SecurityGroupIds": [.attribute("EndpointGroup", "GroupId")],
                ])
        }
    }

    private var subnets: Value { [.reference(.resource("SubnetA")), .reference(.resource("SubnetB"))] }

    /// Where functions run.
    var networkOfFunctions: Value {
        ["SubnetIds": subnets, "SecurityGroupIds": [.attribute("FunctionGroup", "GroupId")]]
    }
}
