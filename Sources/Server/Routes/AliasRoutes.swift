internal import JSON
internal import Registry

extension StepFunctionsAPI {
    func createStateMachineAlias(_ call: Call) {
        call.attempt { () throws(APIError) in
            registry.createAlias(
                name: call.string("name") ?? "", description: call.string("description"),
                routing: try call.routing ?? [], nowMilliseconds: call.nowMilliseconds
            ) { [scope = registry.scope] in
                call.answer($0) { machine, alias in
                    [
                        "stateMachineAliasArn": .string(scope.alias(alias.name, of: machine)),
                        "creationDate": .timestamp(milliseconds: alias.creationMilliseconds),
                    ]
                }
            }
        }
    }

    func updateStateMachineAlias(_ call: Call) {
        call.attempt { () throws(APIError) in
            registry.updateAlias(
                try call.arn("stateMachineAliasArn"), description: call.string("description"),
                routing: try call.routing, nowMilliseconds: call.nowMilliseconds
            ) {
                call.answer($0) { alias in ["updateDate": .timestamp(milliseconds: alias.updateMilliseconds)] }
            }
        }
    }

    func describeStateMachineAlias(_ call: Call) {
        call.answer { () throws(APIError) in
            let arn = try call.arn("stateMachineAliasArn")
            let (machine, alias) = try rules { () throws(RegistryError) in try registry.alias(arn) }
            var answer: JSONObject = ["stateMachineAliasArn": .string(arn.text), "name": .string(alias.name)]
            answer["description"] = alias.description.map { .string($0) }
            answer["routingConfiguration"] = .array(
                alias.routes.map { route in
                    [
                        "stateMachineVersionArn": .string(registry.scope.version(route.version, of: machine)),
                        "weight": .integer(Int64(route.weight)),
                    ]
                })
            answer["creationDate"] = .timestamp(milliseconds: alias.creationMilliseconds)
            answer["updateDate"] = .timestamp(milliseconds: alias.updateMilliseconds)
            return answer
        }
    }

    func deleteStateMachineAlias(_ call: Call) {
        call.attempt { () throws(APIError) in
            registry.deleteAlias(try call.arn("stateMachineAliasArn")) { call.answer($0) { [:] } }
        }
    }

    func listStateMachineAliases(_ call: Call) {
        call.answer { () throws(APIError) in
            let arn = try call.arn("stateMachineArn")
            let (machine, aliases) = try rules { () throws(RegistryError) in try registry.aliases(of: arn) }
            return try call.page(aliases, as: "stateMachineAliases", key: \.name) { alias in
                [
                    "stateMachineAliasArn": .string(registry.scope.alias(alias.name, of: machine)),
                    "creationDate": .timestamp(milliseconds: alias.creationMilliseconds),
                ]
            }
        }
    }
}

extension Call {
    /// `routingConfiguration`; nil where it is not given.
    fileprivate var routing: [AliasRoute]? {
        get throws(APIError) {
            guard let routes = request["routingConfiguration"]?.array else { return nil }
            var routing: [AliasRoute] = []
            for route in routes {
                let arn = try rules { () throws(RegistryError) in
                    try StatesArn(route["stateMachineVersionArn"]?.string ?? "")
                }
                routing.append(AliasRoute(versionArn: arn, weight: Int(route["weight"]?.integer ?? 0)))
            }
            return routing
        }
    }
}
