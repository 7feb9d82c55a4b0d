extension DeploymentBuilder {
    /// The connections of HTTP tasks, with their secrets in Secrets Manager.
    mutating func addConnections(_ needs: Needs) {
        for connection in project.connections {
            let source = connection.name.split(separator: "/").last.map(String.init) ?? connection.name
            let name = inventory.names.name(.connection, source)
            guard needs.contains(name) else { continue }
            add(connection, name)
        }
    }

    private mutating func add(_ connection: SourceConnection, _ name: String) {
        let secret = "\(name)Secret"
        let (type, parameters, keys): (String, Value, [String]) =
            switch connection.authorization {
            case .none:
                (
                    "API_KEY",
                    ["ApiKeyAuthParameters": ["ApiKeyName": "X-Baton", "ApiKeyValue": .secret(secret, "value")]],
                    ["value"]
                )
            case .basic(let username):
                (
                    "BASIC",
                    [
                        "BasicAuthParameters": [
                            "Username": .constant(username), "Password": .secret(secret, "password"),
                        ]
                    ], ["password"]
                )
            case .apiKey(let header):
                (
                    "API_KEY",
                    [
                        "ApiKeyAuthParameters": [
                            "ApiKeyName": .constant(header), "ApiKeyValue": .secret(secret, "value"),
                        ]
                    ], ["value"]
                )
            case .clientCredentials(let url, let method, let client, let form):
                (
                    "OAUTH_CLIENT_CREDENTIALS",
                    [
                        "OAuthParameters": .object([
                            "AuthorizationEndpoint": .constant(url), "HttpMethod": .constant(method),
                            "ClientParameters": [
                                "ClientID": .constant(client), "ClientSecret": .secret(secret, "clientSecret"),
                            ],
                            "OAuthHttpParameters": form.isEmpty ? nil : ["BodyParameters": Self.pairs(form)],
                        ])
                    ], ["clientSecret"]
                )
            }
        addSecret(secret, connection.name, keys)
        guard case .object(var members) = parameters else { return }
        let extra = Value.object([
            "HeaderParameters": connection.headers.isEmpty ? nil : Self.pairs(connection.headers),
            "QueryStringParameters": connection.query.isEmpty ? nil : Self.pairs(connection.query),
        ])
        if extra != .object([]) { members.append(.init(name: "InvocationHttpParameters", value: extra)) }
        add(
            name, .connection,
            ["AuthorizationType": .constant(type), "AuthParameters": .object(members)],
            comment: Self.hint(connection.authorization))
    }

    private static func hint(_ authorization: SourceConnection.Authorization) -> String? {
        authorization == .none ? "EventBridge wants some authorization; the endpoint may ignore this header." : nil
    }

    private mutating func addSecret(_ name: String, _ connection: String, _ keys: [String]) {
        add(
            name, .secret,
            .object([
                "Description": .constant("What the connection '\(connection)' authorizes itself with."),
                "GenerateSecretString": [
                    "SecretStringTemplate": "{}", "GenerateStringKey": .constant(keys[0]), "ExcludePunctuation": true,
                ],
                "KmsKeyId": has(.kms) ? .attribute("Key", "Arn") : nil, "Tags": tags.list,
            ]),
            comment: """
                A placeholder is generated. Put the real one in its place, then update the stack:
                aws secretsmanager put-secret-value --secret-id … --secret-string '{"\(keys[0])": "…"}'
                """)
    }

    private static func pairs(_ texts: [String: String]) -> Value {
        .list(
            texts.sorted { $0.key < $1.key }.map {
                ["Key": .constant($0.key), "Value": .constant($0.value), "IsValueSecret": false]
            })
    }
}

extension Value {
    fileprivate static func secret(_ name: String, _ key: String) -> Value { .reference(.secret(name, key: key)) }
}
