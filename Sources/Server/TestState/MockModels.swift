internal import Glibc
internal import JSON
internal import StatesLanguage
internal import Synchronization

/// Holds mocked results against the response shapes of the services' API models.
///
/// The models are those of botocore, where the Python of this machine has it; nothing of them is part of this program.
final class MockModels: Sendable {
    private let python: String
    private let shapes = Mutex<[APIOperation: JSONValue]>([:])

    /// - Parameter python: the Python interpreter, looked up in `PATH`.
    init(python: String = "python3") { self.python = python }

    /// Checks the mock of a request.
    ///
    /// - Throws: a ValidationException that names the first field that is missing or has the wrong form.
    func check(_ request: StateTestRequest) throws(APIError) {
        guard let mock = request.mock, case .result(let result) = mock.outcome, mock.validation != .none,
            case .task(let task) = request.state.kind, let operation = APIOperation(task.resource)
        else { return }
        let model = try model(of: operation)
        // A model that this botocore does not have says nothing.
        guard let output = model["output"]?.string else { return }
        let check = ShapeCheck(
            shapes: model["shapes"]?.object ?? [:], isStrict: mock.validation == .strict,
            isFree: operation.isPayloadFree ? "Payload" : nil)
        try check.check(result, output, field: nil)
    }

    private func model(of operation: APIOperation) throws(APIError) -> JSONValue {
        if let known = shapes.withLock({ $0[operation] }) { return known }
        guard let text = run(operation), let model = try? JSONValue(parsing: text) else {
            throw .validation(
                "The mocked result cannot be checked: '\(python)' has no botocore, whose API models are needed; "
                    + "install it (pip install boto3), or set fieldValidationMode to NONE")
        }
        shapes.withLock { $0[operation] = model }
        return model
    }

    /// The standard output of the script that reads a model.
    private func run(_ operation: APIOperation) -> String? {
        // Both names are letters, digits and hyphens only, so they need no quotes.
        guard let pipe = popen("\(python) -c '\(Self.script)' \(operation.service) \(operation.name) 2>/dev/null", "r")
        else { return nil }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { break }
            output += buffer[..<count]
        }
        return pclose(pipe) == 0 ? String(decoding: output, as: UTF8.self) : nil
    }

    /// Prints the shapes of a response: `{"output": NAME, "shapes": {NAME: {"type", "required", "members", …}}}`, with
    /// the names of members as Step Functions writes them; `{}` for an operation that is not known.
    private static let script = """
        import json, sys
        from botocore.session import get_session
        session = get_session()
        wanted, action = sys.argv[1], sys.argv[2].lower()
        plain = lambda name: name.replace("-", "").lower()
        names = [n for n in session.get_available_services() if plain(n) == wanted]
        model = session.get_service_model(names[0]) if names else None
        found = [n for n in model.operation_names if n.lower() == action] if model else []
        output = model.operation_model(found[0]).output_shape if found else None
        shapes = {}
        title = lambda name: name[:1].upper() + name[1:]
        def add(shape):
            if shape.name in shapes: return shape.name
            entry = shapes[shape.name] = {"type": shape.type_name}
            entry.update((k, shape.metadata[k]) for k in ("min", "max", "enum") if k in shape.metadata)
            if shape.type_name == "structure":
                entry["required"] = [title(n) for n in shape.required_members]
                entry["members"] = {title(n): add(s) for n, s in shape.members.items()}
            elif shape.type_name == "list": entry["member"] = add(shape.member)
            elif shape.type_name == "map": entry["value"] = add(shape.value)
            return shape.name
        print(json.dumps({"output": add(output), "shapes": shapes} if output else {}))
        """
}

/// An operation whose response a mocked result stands for.
struct APIOperation: Hashable, Sendable {
    /// As botocore names it, without hyphens.
    let service: String
    let name: String
    /// Whether `Payload` may be any JSON: `lambda:invoke` parses it.
    var isPayloadFree: Bool { service == "lambda" && name == "invoke" }

    /// - Returns: nil for resources without an API model, and where the result comes from elsewhere (by task token).
    init?(_ resource: TaskResource) {
        guard case .service(let integration) = resource, integration.service != "http" else { return nil }
        let service = Self.botocoreNames[integration.service] ?? integration.service
        switch integration.pattern {
        case .requestResponse: self.init(service: service, name: integration.action)
        case .waitForTaskToken: return nil
        case .sync, .sync2:
            // What `.sync` gives is the answer of the call that asks how far the job is.
            guard let poll = Self.polls["\(service):\(integration.action)"] else { return nil }
            self.init(service: service, name: poll)
        }
    }

    private init?(service: String, name: String) {
        let text = service + name
        guard text.utf8.allSatisfy({ $0 < 0x80 && ($0 >= 0x61 || ($0 | 0x20) >= 0x61 || (0x30...0x39).contains($0)) })
        else { return nil }
        self.service = service
        self.name = name
    }

    private static let botocoreNames = [
        "states": "stepfunctions", "sfn": "stepfunctions", "eventbridge": "events", "cloudwatchlogs": "logs",
        "elasticmapreduce": "emr", "emrcontainers": "emrcontainers", "bedrock": "bedrockruntime",
        "elasticloadbalancing": "elb", "elasticloadbalancingv2": "elbv2",
    ]

    private static let polls = [
        "stepfunctions:startExecution": "describeExecution", "athena:startQueryExecution": "getQueryExecution",
        "batch:submitJob": "describeJobs", "codebuild:startBuild": "batchGetBuilds",
        "codebuild:startBuildBatch": "batchGetBuildBatches", "databrew:startJobRun": "describeJobRun",
        "ecs:runTask": "describeTasks", "emrcontainers:startJobRun": "describeJobRun",
        "emrserverless:startJobRun": "getJobRun", "glue:startJobRun": "getJobRun",
        "mediaconvert:createJob": "getJob", "sagemaker:createTrainingJob": "describeTrainingJob",
        "sagemaker:createTransformJob": "describeTransformJob",
        "sagemaker:createProcessingJob": "describeProcessingJob",
        "sagemaker:createLabelingJob": "describeLabelingJob",
        "sagemaker:createHyperParameterTuningJob": "describeHyperParameterTuningJob",
    ]
}
