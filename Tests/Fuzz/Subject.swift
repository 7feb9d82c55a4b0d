import Datasets
import Interpreter
import JSON
import JSONPath
import JSONata
import StatesLanguage

/// What reads the inputs.
enum Subject: String, CaseIterable {
    case json, jsonpath, intrinsics, jsonata
    /// Definitions as JSON; what is accepted is run for a while.
    case definitions
    /// The same as YAML.
    case yaml
    /// Files that distributed Map states read.
    case datasets

    /// Reads the input and does with it what the program would.
    ///
    /// - Returns: what is wrong with the answer; nil where all is well.
    func check(_ input: [UInt8]) -> String? {
        let text = String(decoding: input, as: UTF8.self)
        switch self {
        case .json: return Self.checkJSON(input)
        case .jsonpath:
            guard let path = try? Path(text) else { return nil }
            _ = try? path.evaluate(Self.roots)
        case .intrinsics:
            guard let intrinsic = try? IntrinsicExpression(text) else { return nil }
            var random = Randomness(seed: 1)
            _ = try? intrinsic.evaluate(Self.roots, random: &random)
        case .jsonata:
            for dialect in [JSONataExpression.Dialect.standard, .stepFunctions] {
                guard let expression = try? JSONataExpression(text, dialect: dialect) else { continue }
                _ = try? expression.evaluate(
                    Self.document, bindings: ["states": ["input": Self.document]], environment: Self.environment)
            }
        case .definitions: return Self.checkDefinition(input, .json)
        case .yaml: return Self.checkDefinition(input, .yaml)
        case .datasets:
            for format in Self.formats {
                guard let configuration = try? ReaderConfiguration(format: format) else { continue }
                var reader = try? DatasetReader(input, configuration: configuration)
                _ = try? reader?.all()
            }
        }
        return nil
    }

    /// What can be read is written so that the same is read again.
    private static func checkJSON(_ input: [UInt8]) -> String? {
        guard let value = try? JSONValue(parsing: input) else { return nil }
        guard let again = try? JSONValue(parsing: value.text) else { return "what was written cannot be read" }
        return again == value ? nil : "another value was written than was read"
    }

    private static func checkDefinition(_ input: [UInt8], _ syntax: DocumentSyntax) -> String? {
        let compilation = DefinitionCompiler().compile(input, as: syntax)
        guard let machine = compilation.machine else {
            return compilation.diagnostics.hasErrors ? nil : "refused without a reason"
        }
        if compilation.diagnostics.hasErrors { return "accepted with errors" }
        let header = ExecutionHeader(
            id: 1, arn: "arn:aws:states:us-east-1:123456789012:execution:m:e", name: "e",
            stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m", stateMachineName: "m",
            roleArn: "arn:aws:iam::123456789012:role/r", input: Payload(document), startMilliseconds: 0, seed: 1)
        let execution = Execution(header: header, machine: machine)
        execution.apply(.start, at: 0)
        execution.run(maximumSteps: 200)
        return nil
    }

    private static let formats: [ReaderConfiguration.Format] = [
        .csv(CSVConfiguration(header: .firstRow)),
        .csv(CSVConfiguration(header: .given(["a", "b"]), delimiter: .pipe)),
        .json(), .json(itemsPointer: "/items/0"), .jsonLines,
    ]

    private static let document: JSONValue = [
        "a": 1, "b": [1, 2.5, "three", nil, true, ["c": []]],
        "items": [["id": 1, "price": 2], ["id": 2, "price": 5]],
        "name": "Ada", "text": "héllo 😀", "empty": [:], "big": 9_007_199_254_740_993,
    ]

    private static let roots = PathRoots(
        input: document, context: { ["Execution": ["Id": "x"]] }, variables: ["v": document])

    private static let environment = JSONataEnvironment(
        limits: JSONataEnvironment.Limits(maximumDepth: 100, maximumMemoryBytes: 8 << 20, maximumSteps: 200_000))
}
