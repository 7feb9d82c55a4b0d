package import JSON

/// Performs every task attempt: finds what its resource is bound to, and hands it on.
///
/// A resource is, in this order: what `resources` in the configuration says; a handler that another part of the program
/// adds; what is built in (functions in folders, items, objects, HTTP); an AWS-compatible endpoint of the environment.
/// For functions in folders the folder counts before the endpoint, for items and objects the endpoint before the store.
package final class TaskDispatcher: TaskHandler {
    private let configuration: TaskConfiguration
    private let environment: [String: String]
    private let endpoints: ServiceEndpoints
    private let signers: RequestSigners?
    private let log: TaskLog
    private let client: HTTPClient
    private let bridge: ServiceBridge
    /// Reads Parquet files for distributed Map states.
    package let parquet: ParquetReader
    private let functions: LocalFunctions
    private let objects: FolderObjectStore
    private let objectService: ObjectService
    private let itemService: ItemService
    private let httpHandler: HTTPTaskHandler
    private let commandSlots: RunSlots
    private let handlers: [String: any TaskHandler]

    /// - Parameters:
    ///   - environment: the variables of the process: `AWS_ENDPOINT_URL…`, credentials, secrets of connections; functions
    ///     and commands inherit them.
    ///   - items: keeps the built-in DynamoDB's tables.
    ///   - handlers: for what another part performs: an action, such as `bedrockruntime:converse`, or a whole service.
    ///   - readYAML: reads a function's `function.yaml`.
    package init(
        configuration: TaskConfiguration, environment: [String: String], items: any ItemStore,
        handlers: [String: any TaskHandler] = [:],
        readYAML: (@Sendable (_ text: String, _ path: String) throws -> JSONValue)? = nil, log: TaskLog = .discard
    ) throws {
        self.configuration = configuration
        self.environment = environment
        self.handlers = handlers
        self.log = log
        endpoints = ServiceEndpoints(environment: environment)
        signers = AWSCredentials(environment: environment).map { RequestSigners(credentials: $0) }
        client = HTTPClient(noProxy: environment["NO_PROXY"] ?? environment["no_proxy"] ?? "")
        bridge = ServiceBridge(environment: environment, maximumWorkers: configuration.concurrency.serviceCalls)
        parquet = ParquetReader(environment: environment)
        functions = LocalFunctions(
            directory: LocalFunctionDirectory(searchPath: configuration.functionFolders, readYAML: readYAML),
            account: configuration.account, environment: environment,
            defaultConcurrency: configuration.concurrency.functionCalls, log: log)
        objects = FolderObjectStore(folder: configuration.bucketFolder)
        objectService = ObjectService(store: objects)
        itemService = ItemService(store: items, declaredTables: configuration.tables, account: configuration.account)
        httpHandler = HTTPTaskHandler(
            client: client, connections: configuration.connections,
            authorizer: ConnectionAuthorizer(client: client, environment: environment))
        commandSlots = RunSlots(maximum: configuration.concurrency.commands)
    }

    /// Ends worker processes and commands; tasks under way fail.
    package func close() {
        functions.close()
        bridge.close()
        parquet.close()
        commandSlots.close()
    }

    /// The HTTP client of all tasks, for other parts that call services.
    package var httpClient: HTTPClient { client }

    /// The S3 of a region: the endpoint where there is one, folders otherwise; its operations may block.
    package func objectStore(region: String) -> any ObjectStore {
        if let url = endpoint(of: "s3") { return EndpointObjectStore(service: bridge.endpoint(url), region: region) }
        return objects
    }

    /// The stores of this machine, also where tasks are bound to others.
    package func builtInStores(region: String) -> BuiltInStores {
        BuiltInStores(objects: objects, items: itemService, region: region)
    }

    package func start(
        _ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void
    ) -> TaskCancellation {
        handler(for: attempt).start(attempt, report: report)
    }

    private func handler(for attempt: TaskAttempt) -> any TaskHandler {
        let keys = ResourceKeys(attempt)
        for key in keys.function {
            if let binding = configuration.bindings[key] { return functionHandler(binding, attempt) }
        }
        for key in keys.service {
            if let binding = configuration.bindings[key] { return handler(for: binding, attempt) }
        }
        switch attempt.resource {
        case .lambda: return lambdaHandler(attempt)
        case .activity: return Refusal("Activities are not performed by tasks.")
        case .service(let service, let action, _, _):
            if let added = handlers["\(service):\(action)"] ?? handlers[service] { return added }
            return serviceHandler(service, action, attempt)
        }
    }

    // MARK: Bindings

    private func handler(for binding: ResourceBinding, _ attempt: TaskAttempt) -> any TaskHandler {
        switch binding {
        case .result(let result): return FixedReport(.succeeded(output: result))
        case .failure(let error, let cause): return FixedReport(.failed(error: error, cause: cause))
        case .command, .url:
            guard let program = program(binding) else { return Refusal("not a program") }
            return ProgramHandler(program: program)
        case .endpoint(let url):
            switch attempt.resource {
            case .lambda, .service("lambda", "invoke", _, _): return lambdaHandler(at: url)
            case .service("apigateway", "invoke", _, isSDK: false):
                return APIGatewayHandler(client: client, endpoint: url, signers: signers)
            default: return ServiceTaskHandler(caller: bridge.endpoint(url))
            }
        }
    }

    /// A binding of one function: what it stands for gets the function's payload.
    private func functionHandler(_ binding: ResourceBinding, _ attempt: TaskAttempt) -> any TaskHandler {
        guard let program = program(binding) else { return handler(for: binding, attempt) }
        return LambdaHandler(service: ProgramFunction(program: program, attempt: attempt))
    }

    private func program(_ binding: ResourceBinding) -> (any TaskProgram)? {
        switch binding {
        case .command(let command):
            CommandProgram(command, environment: environment, slots: commandSlots, log: log)
        case .url(let url, let timeoutSeconds): URLProgram(client: client, url: url, timeoutSeconds: timeoutSeconds)
        case .result(let result): FixedResult(result: result)
        case .failure, .endpoint: nil
        }
    }

    // MARK: Defaults

    private func serviceHandler(_ service: String, _ action: String, _ attempt: TaskAttempt) -> any TaskHandler {
        switch (service, action) {
        case ("lambda", "invoke"): return lambdaHandler(attempt)
        case ("http", "invoke"): return httpHandler
        default: break
        }
        if let url = endpoints.url(of: service) {
            if service == "apigateway", action == "invoke" {
                return APIGatewayHandler(client: client, endpoint: url, signers: signers)
            }
            return ServiceTaskHandler(caller: bridge.endpoint(url))
        }
        switch service {
        case "dynamodb": return ServiceTaskHandler(caller: itemService)
        case "s3": return ServiceTaskHandler(caller: objectService)
        default:
            return Refusal(
                "Nothing performs '\(service):\(action)' here. Add 'resources.\(service)' to baton.yaml, with 'endpoint' "
                    + "(an AWS-compatible one), 'command', 'url', 'result' or 'error'; or set "
                    + "\(ServiceEndpoints.variable(for: service)).")
        }
    }

    private func lambdaHandler(_ attempt: TaskAttempt) -> any TaskHandler {
        let name = ResourceKeys(attempt).functionName
        if let name, functions.hasFunction(named: name) { return LambdaHandler(service: functions) }
        guard let url = endpoint(of: "lambda") else {
            // Says in Lambda's words that there is no such function.
            return LambdaHandler(service: functions)
        }
        return lambdaHandler(at: url)
    }

    private func lambdaHandler(at url: String) -> any TaskHandler {
        LambdaHandler(service: LambdaEndpoint(client: client, url: url, signers: signers))
    }

    /// The AWS-compatible endpoint of a service, from the configuration or the environment.
    private func endpoint(of service: String) -> String? {
        if case .endpoint(let url)? = configuration.bindings[service] { return url }
        return endpoints.url(of: service)
    }
}

/// The names under which the configuration may bind the resource of an attempt, the most exact first.
private struct ResourceKeys {
    var function: [String] = []
    var service: [String] = []
    var functionName: String?

    init(_ attempt: TaskAttempt) {
        switch attempt.resource {
        case .lambda(let arn):
            addFunction(arn)
            service = ["lambda"]
        case .activity(let arn): service = [arn]
        case .service(let name, let action, _, let isSDK):
            if name == "lambda", action == "invoke", let text = attempt.parameters["FunctionName"]?.string {
                addFunction(text)
            }
            let full = "\(isSDK ? "aws-sdk:" : "")\(name):\(action)"
            service = ["arn:aws:states:::\(full)", full, "\(name):\(action)", name]
        }
    }

    private mutating func addFunction(_ text: String) {
        functionName = LambdaFunctionName(text)?.name
        function = [text, functionName].compactMap(\.self)
    }
}

/// Always the same report.
private struct FixedReport: TaskHandler {
    let fixed: TaskReport

    init(_ fixed: TaskReport) { self.fixed = fixed }

    func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        report(fixed)
        return .none
    }
}

/// A task that cannot be performed as things are.
private struct Refusal: TaskHandler {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    func start(_ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void) -> TaskCancellation {
        report(.failed(error: "States.Runtime", cause: reason))
        return .none
    }
}
