import AgentStates
import Digests

extension DeploymentBuilder {
    /// The functions that machines call, those that come with Baton included.
    mutating func addFunctions(_ needs: Needs) {
        let tools = project.calledFunctions
        for function in project.functions {
            let name = inventory.names.name(.function, function.name)
            if needs.contains(name) || tools.contains(function.name) { add(function, name) }
        }
        let called = Set(project.machines.flatMap(\.requirements.functions))
            .union(tools.filter(BuiltInFunction.all.contains))
        for function in called.sorted() where !project.functions.contains(where: { $0.name == function }) {
            addBuiltIn(function)
        }
    }

    private mutating func add(_ function: SourceFunction, _ name: String) {
        addFunctionRole(name, function.name, data(of: function.environment) + calls(of: function.tools))
        let reserved = function.reservedConcurrency.map { count -> Value in
            addParameter(
                "\(name)Concurrency", .number(default: count, minimum: 0),
                "How many calls of \(function.name) run at the same time.")
            return .parameter("\(name)Concurrency")
        }
        let variables = variables(function.environment, function.tools)
        append(
            function.name, name, code(of: function),
            [
                "Runtime": .text(Text(stringLiteral: function.runtime.name)),
                "Handler": .text(Text(stringLiteral: function.handler)), "Timeout": .integer(function.timeoutSeconds),
                "MemorySize": .integer(max(128, min(10_240, function.memoryMegabytes))),
                "ReservedConcurrentExecutions": reserved,
                "Environment": variables.isEmpty ? nil : ["Variables": .object(variables)],
            ])
    }

    private mutating func addBuiltIn(_ function: String) {
        let name = inventory.names.name(.function, function)
        addFunctionRole(name, function, [])
        let package = FunctionPackage(folder: "functions/baton", content: .program, digest: "bootstrap")
        let secrets = project.secrets(of: function).map { variable in
            let parameter = LogicalNames.words(variable)
            addParameter(parameter, .secret, "What \(variable) holds: a tool sends it.")
            return Value.Member(name: variable, value: .parameter(parameter))
        }
        append(
            function, name, .package(package),
            [
                "Runtime": "provided.al2023", "Handler": .text(Text(stringLiteral: function)), "Timeout": 60,
                "MemorySize": 256,
                "Environment": secrets.isEmpty ? nil : ["Variables": .object(secrets)],
            ])
    }

    private mutating func append(
        _ source: String, _ name: String, _ code: FunctionBody.Code, _ properties: KeyValuePairs<String, Value?>
    ) {
        if case .package(let package) = code, !deployment.packages.contains(package) {
            deployment.packages.append(package)
        }
        guard case .object(var members) = Value.object(properties) else { return }
        members.insert(.init(name: "FunctionName", value: "\(.stack)-\(source)"), at: 0)
        members.append(.init(name: "Role", value: .attribute("\(name)Role", "Arn")))
        members.append(
            .init(name: "LoggingConfig", value: ["LogGroup": .reference(.resource("\(name)LogGroup"))]))
        members.append(.init(name: "TracingConfig", value: ["Mode": "Active"]))
        if has(.kms) { members.append(.init(name: "KmsKeyArn", value: .attribute("Key", "Arn"))) }
        if has(.vpc) { members.append(.init(name: "VpcConfig", value: networkOfFunctions)) }
        deployment.resources.append(
            Deployment.Resource(
                name: name,
                body: .function(FunctionBody(name: source, code: code, properties: members, tags: tags))))
    }

    // MARK: Permissions

    private mutating func addFunctionRole(_ name: String, _ source: String, _ data: [Statement]) {
        addLogGroup("\(name)LogGroup", "/aws/lambda/\(.stack)-\(source)")
        var statements = [
            Statement(
                ["logs:CreateLogStream", "logs:PutLogEvents"], on: [Text(.attribute("\(name)LogGroup", "Arn"))]),
            Statement(Self.tracing, on: [Statement.everything], comment: "Tracing knows no addresses."),
        ]
        if has(.vpc) {
            statements.append(
                Statement(
                    [
                        "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces",
                        "ec2:DescribeSubnets", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
                    ], on: [Statement.everything], comment: "The network interfaces of a function have no names before."
                ))
        }
        addRole(
            "\(name)Role", for: "lambda.amazonaws.com",
            statements + data + key(for: ["kms:Decrypt", "kms:GenerateDataKey"]))
    }

    /// A variable that names a table or bucket of the stack gives access to it.
    mutating func data(of environment: [String: String]) -> [Statement] {
        var statements: [Statement] = []
        for value in Set(environment.values).sorted() {
            if inventory.hasTable(value) {
                let table = Text(.attribute(inventory.names.name(.table, value), "Arn"))
                statements.append(
                    Statement(
                        [
                            "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query",
                            "dynamodb:UpdateItem",
                        ], on: [table], comment: "Because a variable of the function names the table."))
            }
            if inventory.hasBucket(value) {
                let bucket = Text(.attribute(inventory.names.name(.bucket, value), "Arn"))
                statements.append(
                    Statement(
                        ["s3:GetObject", "s3:PutObject"], on: ["\(bucket)/*"],
                        comment: "Because a variable of the function names the bucket."))
            }
        }
        return statements
    }

    mutating func setting(_ value: String) -> Value {
        if inventory.hasTable(value) { return .reference(.resource(inventory.names.name(.table, value))) }
        if inventory.hasBucket(value) { return .reference(.resource(inventory.names.name(.bucket, value))) }
        return .text(Text(stringLiteral: value))
    }

    // MARK: Code

    /// The most bytes of a file that stands in the template itself.
    private static let maximumInlineBytes = 4_096

    private func code(of function: SourceFunction) -> FunctionBody.Code {
        // Code in a template becomes a file `index` without a module system of its own.
        if function.files.count == 1, let file = function.files.first, file.bytes.count <= Self.maximumInlineBytes,
            ["index.py", "index.js", "index.cjs"].contains(file.path),
            let text = String(validating: file.bytes, as: UTF8.self)
        {
            return .inline(text)
        }
        return .package(FunctionPackage(folder: "functions/\(function.name)", files: function.files))
    }
}

extension FunctionPackage {
    init(folder: String, files: [SourceFunction.File], host: Host = .lambda) {
        var bytes: [UInt8] = []
        for file in files { bytes += Array("\(file.path)\n\(file.bytes.count)\n".utf8) + file.bytes }
        let digest = Digest.sha256.hash(bytes).prefix(6).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0\(text)" : text
        }.joined()
        self.init(folder: folder, content: .files(files), digest: digest, host: host)
    }
}
