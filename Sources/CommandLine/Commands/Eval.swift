import ArgumentParser
import Interpreter
import JSON
import JSONPath
import JSONata
import Threads

/// `baton eval`
struct Eval: ParsableCommand {
    enum Language: String, ExpressibleByArgument, CaseIterable {
        case jsonata
        case jsonpath
        case intrinsic
    }

    static let configuration = CommandConfiguration(
        abstract: "Evaluate an expression over JSON from the standard input.",
        discussion: """
            Prints the result, or nothing where it is undefined.

            With --jsonl, each line of the input is a case {"expr", "data", "bindings"}, and each line of the output is \
            {"result": …}, {"undefined": true} or {"error": {"code", "message"}}.

            Example:
              echo '{"prices": [3, 4]}' | baton eval '$sum(prices)'
              echo '{"a": {"b": 1}}' | baton eval --language jsonpath '$.a.b'
            """)

    @Argument(help: ArgumentHelp("The expression; none with --jsonl.", valueName: "expr"))
    var expression: String?

    @Option(name: .shortAndLong, help: "The language of the expression.")
    var language = Language.jsonata

    @Flag(name: .long, help: "JSONata as AWS Step Functions runs it: without $eval, with $uuid, $partition, …")
    var stepFunctions = false

    @Flag(name: .long, help: "Evaluate one case a line.")
    var jsonl = false

    @Flag(name: .shortAndLong, help: "Evaluate without input.")
    var noInput = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if jsonl != (expression == nil) {
            throw ValidationError(
                jsonl ? "with --jsonl the expressions come with the cases" : "give an expression, or --jsonl")
        }
    }

    func run() throws {
        if jsonl { return evaluateLines() }
        guard let expression else { return }
        let input = try input()
        let outcome = evaluate(expression, input, [:])
        if output.json { return Terminal.standardOutput.write(outcome.json.prettyText + "\n") }
        switch outcome {
        case .value(let value): Terminal.standardOutput.write(value.prettyText + "\n")
        case .undefined: Terminal.standardError.write("baton: the result is undefined\n")
        case .failure(let code, let message): throw Failure.found("\(code): \(message)")
        }
    }

    /// What comes in on the standard input; nothing where it is empty.
    private func input() throws -> JSONValue? {
        if noInput { return nil }
        let bytes = try Files.read("-")
        if bytes.allSatisfy({ $0 <= 0x20 }) { return nil }
        return try InputSource.parse(bytes, name: "<standard input>").value
    }

    // MARK: Cases

    private func evaluateLines() {
        while let line = readLine(strippingNewline: true) {
            if line.allSatisfy(\.isWhitespace) { continue }
            Terminal.standardOutput.write(evaluate(line: line).json.text + "\n")
        }
    }

    private func evaluate(line: String) -> Outcome {
        do throws(JSONParseError) {
            let example = try JSONValue(parsing: line)
            guard let expression = example["expr"]?.string else {
                return .failure(code: "usage", message: "the case has no string 'expr'")
            }
            return evaluate(expression, example["data"], example["bindings"]?.object ?? [:])
        } catch {
            return .failure(code: "usage", message: "the case is not JSON: \(error)")
        }
    }

    private enum Outcome {
        case value(JSONValue)
        case undefined
        case failure(code: String, message: String)

        var json: JSONValue {
            switch self {
            case .value(let value): ["result": value]
            case .undefined: ["undefined": true]
            case .failure(let code, let message):
                ["error": ["code": .string(code), "message": .string(message)]]
            }
        }
    }

    // MARK: Languages

    private func evaluate(_ expression: String, _ input: JSONValue?, _ bindings: JSONObject) -> Outcome {
        let variables = Dictionary(bindings.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        switch language {
        case .jsonata: return evaluateJSONata(expression, input, variables)
        case .jsonpath: return evaluatePath(expression, input ?? .null, variables)
        case .intrinsic: return evaluateIntrinsic(expression, input ?? .null, variables)
        }
    }

    private func evaluateJSONata(_ text: String, _ input: JSONValue?, _ variables: [String: JSONValue]) -> Outcome {
        do throws(JSONataError) {
            let expression = try JSONataExpression(text, dialect: stepFunctions ? .stepFunctions : .standard)
            let environment = JSONataEnvironment(
                nowMilliseconds: SystemClock.milliseconds(), randomSeed: .random(in: 0 ... .max))
            switch try expression.evaluateDetailed(input, bindings: variables, environment: environment) {
            case .value(let value): return .value(value)
            case .undefined, .function, .regularExpression: return .undefined
            }
        } catch {
            return .failure(code: error.code, message: error.message)
        }
    }

    private func evaluatePath(_ text: String, _ input: JSONValue, _ variables: [String: JSONValue]) -> Outcome {
        do throws(PathSyntaxError) {
            let path = try Path(text)
            do throws(PathEvaluationError) {
                return .value(try path.evaluate(roots(input, variables)))
            } catch {
                return error.isMissingValue
                    ? .undefined : .failure(code: PathEvaluationError.name, message: error.message)
            }
        } catch {
            return .failure(code: "syntax", message: error.description)
        }
    }

    private func evaluateIntrinsic(_ text: String, _ input: JSONValue, _ variables: [String: JSONValue]) -> Outcome {
        do throws(IntrinsicSyntaxError) {
            let expression = try IntrinsicExpression(text)
            var randomness = Randomness(seed: .random(in: 0 ... .max))
            do throws(IntrinsicError) {
                return .value(try expression.evaluate(roots(input, variables), random: &randomness))
            } catch {
                return .failure(code: "States.IntrinsicFailure", message: error.cause)
            }
        } catch {
            return .failure(code: "syntax", message: error.description)
        }
    }

    private func roots(_ input: JSONValue, _ variables: [String: JSONValue]) -> PathRoots {
        PathRoots(input: input, variables: variables)
    }
}
