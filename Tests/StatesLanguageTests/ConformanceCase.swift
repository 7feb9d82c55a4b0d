import JSON
import StatesLanguage
import Testing

/// A definition of a recorded case, and what the service answered when it got it.
struct ConformanceCase: Sendable, CustomTestStringConvertible {
    enum Answer: Sendable {
        case accepted
        /// The diagnostics of ValidateStateMachineDefinition.
        case diagnostics([JSONValue])
        /// The message of an `InvalidDefinition` error.
        case refused(String)
    }

    let name: String
    let definition: String
    let machineType: StateMachineType
    /// Whether it is the definition of a single state.
    let isState: Bool
    let answer: Answer
    /// `variableReferences` of DescribeStateMachine, where that was recorded.
    var variableReferences: JSONValue?

    var testDescription: String { name }

    func compile() -> Compilation {
        let compiler = DefinitionCompiler(machineType: machineType)
        return isState ? compiler.compileState(definition) : compiler.compile(definition)
    }

    static let all: [ConformanceCase] = SharedFiles.names(in: "conformance/cases").flatMap { file in
        SharedFiles.json("conformance/cases/\(file)").map { read($0, named: file) } ?? []
    }

    private static func read(_ file: JSONValue, named name: String) -> [ConformanceCase] {
        let type = file["type"]?.string.flatMap(StateMachineType.init) ?? .standard
        let own = [file["definition"]].compactMap { $0 } + (file["definitions"]?.array ?? [])
        let executed = own.map { definition in
            ConformanceCase(
                name: name, definition: text(definition), machineType: type, isState: false, answer: .accepted)
        }
        return executed + (file["calls"]?.array ?? []).compactMap { read(call: $0, of: file, named: name) }
    }

    private static func read(call: JSONValue, of file: JSONValue, named name: String) -> ConformanceCase? {
        guard let request = call["request"], let definition = request["definition"],
            let action = call["action"]?.string,
            let answer = answer(to: call)
        else { return nil }
        var recorded = ConformanceCase(
            name: "\(name) \(action)", definition: text(definition),
            machineType: request["type"]?.string.flatMap(StateMachineType.init) ?? .standard,
            isState: action == "TestState" && request["stateName"] == nil, answer: answer)
        if name.hasPrefix("sfn_api_variable_references") { recorded.variableReferences = variableReferences(in: file) }
        return recorded
    }

    /// Nil where the answer says nothing of the definition, such as one about another parameter.
    private static func answer(to call: JSONValue) -> Answer? {
        guard let expected = call["expect"] else { return .accepted }
        if let diagnostics = expected["response"]?["diagnostics"]?.array { return .diagnostics(diagnostics) }
        let error = expected["error"]?["Error"]
        let code = error?["Code"]?.string ?? expected["exception"]?["exception_typename"]?.string
        guard let code else { return .accepted }
        guard code == "InvalidDefinition" else { return nil }
        let message = error?["Message"]?.string ?? expected["exception"]?["exception_value"]?.string ?? ""
        guard let start = message.firstRange(of: "Invalid State Machine Definition")?.lowerBound else { return nil }
        return .refused(String(message[start...]).replacing("arn:<partition>:", with: "arn:aws:"))
    }

    private static func variableReferences(in file: JSONValue) -> JSONValue {
        let described = file["calls"]?.array?.first { $0["action"] == "DescribeStateMachine" }
        return described?["expect"]?["response"]?["variableReferences"] ?? [:]
    }

    // MARK: Placeholders

    private static func text(_ definition: JSONValue) -> String {
        let value = filled(definition["$json"] ?? definition)
        return value.string ?? value.text
    }

    private static func filled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(filled(text))
        case .array(let elements): .array(elements.map(filled))
        case .object(let object):
            object["$json"].map { .string(filled($0).text) }
                ?? .object(JSONObject(object.map { ($0.key, filled($0.value)) }))
        default: value
        }
    }

    private static func filled(_ text: String) -> String {
        text.replacing(/\$\{([^}]*)\}/) { match in
            let account = "us-east-1:111111111111"
            return switch match.1 {
            case let name where name.contains("activityArn"): "arn:aws:states:\(account):activity:a"
            case let name where name.contains("stateMachineArn"): "arn:aws:states:\(account):stateMachine:m"
            case "role": "arn:aws:iam::111111111111:role/r"
            case let name where name.hasPrefix("uid"): "0a1b2c3d"
            default: "arn:aws:lambda:\(account):function:f"
            }
        }
    }
}
