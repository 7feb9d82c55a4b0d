import AgentStates
import AgentTools
import ArgumentParser
import JSON

/// `baton function`
struct Function: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a function that comes with Baton: once, or as a Lambda custom runtime.",
        discussion: """
            The functions are those that agents call as tools. With AWS_LAMBDA_RUNTIME_API in the environment it answers \
            invocations of Lambda; a program file named 'bootstrap' does so by itself, with the function that _HANDLER names.

            Example:
              baton function baton-calculator --payload '{"Input": {"expression": "0.1 + 0.2"}}'
            """)

    @Argument(
        help: ArgumentHelp("One of \(BuiltInFunction.all.joined(separator: ", ")).", valueName: "name"),
        completion: .list(BuiltInFunction.all))
    var name: String

    @Option(name: .long, help: ArgumentHelp("Answer this payload and end.", valueName: "json"))
    var payload: String?

    func run() throws {
        let environment = Environment.variables
        let tools = ToolBox(
            folder: environment["LAMBDA_TASK_ROOT"] ?? Files.currentFolder, environment: environment)
        defer { tools.close() }
        guard let tool = tools.tool(named: name) else {
            throw Failure.usage(
                "there is no function '\(name)'; there are \(BuiltInFunction.all.joined(separator: ", "))")
        }
        do throws(ToolFault) {
            if let payload { return try answer(payload, tool) }
            guard let address = environment["AWS_LAMBDA_RUNTIME_API"] else {
                throw ToolFault("Runtime.Error", "give '--payload', or AWS_LAMBDA_RUNTIME_API in the environment")
            }
            try FunctionRuntime(tool: tool, address: address) { Terminal.standardOutput.write($0) }.run()
        } catch {
            throw Failure.found("\(error)")
        }
    }

    private func answer(_ text: String, _ tool: any BuiltInTool) throws(ToolFault) {
        guard let payload = try? JSONValue(parsing: text) else {
            throw ToolFault("Tool.InvalidInput", "'--payload' is not JSON")
        }
        let result = try tool.call(ToolCall(payload: payload))
        Terminal.standardOutput.write(result.prettyText + "\n")
    }

    /// What a program file named `bootstrap` is asked to do, as Lambda starts it.
    static func bootstrapArguments(_ arguments: [String], _ environment: [String: String]) -> [String]? {
        guard arguments.count == 1, let program = arguments.first, Files.name(of: program) == "bootstrap",
            environment["AWS_LAMBDA_RUNTIME_API"] != nil,
            let name = [environment["_HANDLER"], environment["AWS_LAMBDA_FUNCTION_NAME"]].compactMap({ $0 })
                .first(where: BuiltInFunction.all.contains)
        else { return nil }
        return ["function", name]
    }
}
