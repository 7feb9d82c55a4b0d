extension DeploymentBuilder {
    /// `POST /executions` starts the main machine without a function between; a key and a usage plan bound who calls how
    /// often.
    mutating func addAPI() {
        addParameter(
            "ApiOrigin", .text(default: "*", allowed: []), "The web page that may call the API from a browser.")
        addParameter("ApiRequestsPerDay", .number(default: 1_000, minimum: 1), "How many requests a key has in a day.")
        addParameter(
            "ApiRequestsPerSecond", .number(default: 10, minimum: 1), "How many requests a key has in a second.")
        add(
            "Api", .apiRest,
            ["Name": .reference(.stack), "EndpointConfiguration": ["Types": ["REGIONAL"]], "Tags": tags.list])
        add(
            "ApiExecutions", .apiResource,
            [
                "RestApiId": .reference(.resource("Api")), "ParentId": .attribute("Api", "RootResourceId"),
                "PathPart": "executions",
            ])
        addStartMethod()
        addOptionsMethod()
        addStage()
        addUsagePlan()
        addOutput(
            "ApiUrl", "https://\(.resource("Api")).execute-api.\(.region).\(.domain)/live/executions",
            "POST the input as JSON, with the key in the header X-Api-Key.")
        addOutput(
            "ApiKeyId", .reference(.resource("ApiKey")), "aws apigateway get-api-key --include-value shows the key.")
    }

    private mutating func addStartMethod() {
        let alias = mainAlias()
        guard case .text(let target) = alias else { return }
        addRole(
            "ApiRole", for: "apigateway.amazonaws.com",
            [Statement(["states:StartExecution"], on: [target])] + key(for: ["kms:Decrypt", "kms:GenerateDataKey"]))
        // The alias stands in the request, so callers cannot start anything else.
        let request: Text = """
            {"stateMachineArn": "\(target)", "name": "$context.requestId", "input": "$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'", "'")"}
            """
        add(
            "ApiStart", .apiMethod,
            [
                "RestApiId": .reference(.resource("Api")), "ResourceId": .reference(.resource("ApiExecutions")),
                "HttpMethod": "POST", "AuthorizationType": "NONE", "ApiKeyRequired": true,
                "Integration": [
                    "Type": "AWS", "IntegrationHttpMethod": "POST",
                    "Uri": "arn:\(.partition):apigateway:\(.region):states:action/StartExecution",
                    "Credentials": .attribute("ApiRole", "Arn"), "PassthroughBehavior": "NEVER",
                    "RequestTemplates": ["application/json": .text(request)],
                    "IntegrationResponses": [
                        ["StatusCode": "200", "ResponseParameters": Self.origin],
                        ["StatusCode": "400", "SelectionPattern": "4\\d{2}", "ResponseParameters": Self.origin],
                        ["StatusCode": "500", "SelectionPattern": "5\\d{2}", "ResponseParameters": Self.origin],
                    ],
                ],
                "MethodResponses": .list(
                    ["200", "400", "500"].map {
                        [
                            "StatusCode": .constant($0),
                            "ResponseParameters": ["method.response.header.Access-Control-Allow-Origin": true],
                        ]
                    }),
            ])
    }

    private static let origin: Value = [
        "method.response.header.Access-Control-Allow-Origin": "'\(.parameter("ApiOrigin"))'"
    ]

    /// What browsers ask before they send.
    private mutating func addOptionsMethod() {
        add(
            "ApiOptions", .apiMethod,
            [
                "RestApiId": .reference(.resource("Api")), "ResourceId": .reference(.resource("ApiExecutions")),
                "HttpMethod": "OPTIONS", "AuthorizationType": "NONE",
                "Integration": [
                    "Type": "MOCK", "RequestTemplates": ["application/json": "{\"statusCode\": 200}"],
                    "IntegrationResponses": [
                        [
                            "StatusCode": "200",
                            "ResponseParameters": [
                                "method.response.header.Access-Control-Allow-Headers": "'Content-Type,X-Api-Key'",
                                "method.response.header.Access-Control-Allow-Methods": "'POST,OPTIONS'",
                                "method.response.header.Access-Control-Allow-Origin": "'\(.parameter("ApiOrigin"))'",
                            ],
                        ]
                    ],
                ],
                "MethodResponses": [
                    [
                        "StatusCode": "200",
                        "ResponseParameters": [
                            "method.response.header.Access-Control-Allow-Headers": true,
                            "method.response.header.Access-Control-Allow-Methods": true,
                            "method.response.header.Access-Control-Allow-Origin": true,
                        ],
                    ]
                ],
            ])
    }

    private mutating func addStage() {
        add(
            "ApiDeployment", .apiDeployment, ["RestApiId": .reference(.resource("Api"))],
            after: ["ApiOptions", "ApiStart"],
            comment: "A deployment is a picture of the API; rename this resource when the API changes.")
        add(
            "ApiStage", .apiStage,
            [
                "RestApiId": .reference(.resource("Api")), "DeploymentId": .reference(.resource("ApiDeployment")),
                "StageName": "live", "TracingEnabled": true, "Tags": tags.list,
            ])
    }

    private mutating func addUsagePlan() {
        add("ApiKey", .apiKey, ["Enabled": true, "Tags": tags.list], after: ["ApiStage"])
        add(
            "ApiUsagePlan", .apiUsagePlan,
            [
                "ApiStages": [["ApiId": .reference(.resource("Api")), "Stage": .reference(.resource("ApiStage"))]],
                "Quota": ["Limit": .parameter("ApiRequestsPerDay"), "Period": "DAY"],
                "Throttle": ["RateLimit": .parameter("ApiRequestsPerSecond"), "BurstLimit": 20], "Tags": tags.list,
            ],
            comment:
                "A key is no authentication, and AWS applies these limits as well as it can: put an authorizer before what matters."
        )
        add(
            "ApiUsagePlanKey", .apiUsagePlanKey,
            [
                "KeyId": .reference(.resource("ApiKey")), "KeyType": "API_KEY",
                "UsagePlanId": .reference(.resource("ApiUsagePlan")),
            ])
    }

    /// A firewall in front of the API: AWS's common rules, and a limit for each address.
    mutating func addFirewall() {
        let visible: (String) -> Value = { name in
            ["CloudWatchMetricsEnabled": true, "SampledRequestsEnabled": true, "MetricName": .constant(name)]
        }
        addParameter(
            "FirewallRequests", .number(default: 1_000, minimum: 10),
            "How many requests an address has in five minutes.")
        add(
            "Firewall", .webACL,
            [
                "Scope": "REGIONAL", "DefaultAction": ["Allow": [:]], "VisibilityConfig": visible("Firewall"),
                "Rules": [
                    [
                        "Name": "CommonRules", "Priority": 0, "OverrideAction": ["None": [:]],
                        "Statement": [
                            "ManagedRuleGroupStatement": ["VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"]
                        ],
                        "VisibilityConfig": visible("CommonRules"),
                    ],
                    [
                        "Name": "Rate", "Priority": 1, "Action": ["Block": [:]],
                        "Statement": [
                            "RateBasedStatement": ["AggregateKeyType": "IP", "Limit": .parameter("FirewallRequests")]
                        ],
                        "VisibilityConfig": visible("Rate"),
                    ],
                ],
                "Tags": tags.list,
            ])
        guard has(.api) else { return }
        add(
            "FirewallOfApi", .webACLAssociation,
            [
                "ResourceArn": "arn:\(.partition):apigateway:\(.region)::/restapis/\(.resource("Api"))/stages/live",
                "WebACLArn": .attribute("Firewall", "Arn"),
            ], after: ["ApiStage"])
    }
}
