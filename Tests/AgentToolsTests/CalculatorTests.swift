import AgentStates
import AgentTools
import JSON
import Testing

@Suite struct CalculatorTests {
    private let tools = ToolBox(folder: "/tmp", environment: [:])

    private func calculate(_ expression: String) throws -> String? {
        let tool = try #require(tools.tool(named: BuiltInFunction.calculator))
        return try tool.call(
            ToolCall(tool: "calculator", input: ["expression": .string(expression)], settings: [:])
        ).string
    }

    @Test(arguments: [
        ("0.1 + 0.2", "0.3"), ("1/3 + 2/3", "1"), ("2^100", "1267650600228229401496703205376"),
        ("-2^2", "-4"), ("2^-2", "0.25"), ("2**3**2", "512"), ("7 % 3", "1"), ("-7 % 3", "-1"), ("mod(-7, 3)", "2"),
        ("sqrt(144)", "12"), ("sqrt(2)", "1.4142135623731"), ("round(2.345, 2)", "2.35"), ("20!/18!", "380"),
        ("sum(1, 2, 3) * (4 − 1)", "18"), ("max(3, 9, 2)", "9"), ("1e3 + 1", "1001"), ("log(1000)", "3"),
        ("mean(1, 2)", "1.5"), ("gcd(12, 18)", "6"), ("floor(-1.5)", "-2"), ("1_000 × 3", "3000"),
        ("3 * 19.99 * 1.19", "71.3643"),
    ])
    func isExactWherePossible(_ expression: String, _ expected: String) throws {
        let result = try #require(try calculate(expression))
        if expected.contains("."), result != expected {
            // The last digits of irrational numbers are the machine's.
            #expect(result.hasPrefix(expected.dropLast(2)))
        } else {
            #expect(result == expected)
        }
    }

    @Test(arguments: [
        ("1 / 0", "division by zero"), ("2 +", "ends too early"), ("foo(1)", "there is no function 'foo'"),
        ("2 $ 3", "unexpected '$'"), ("(1", "')' is missing"), ("sqrt(-1)", "not a real number"),
        ("10^400", "too large"), ("min()", "takes 1 argument or more"), ("1.2.3", "is not a number"),
        ("0^-1", "division by zero"),
    ])
    func saysWhatIsWrong(_ expression: String, _ reason: String) {
        let fault = #expect(throws: ToolFault.self) { _ = try calculate(expression) }
        #expect(fault?.cause.contains(reason) == true, "\(fault?.cause ?? "")")
    }

    @Test func deepNestingIsRefused() {
        let deep = String(repeating: "(", count: 5_000)
        #expect(throws: ToolFault.self) { _ = try calculate(deep) }
        #expect(throws: ToolFault.self) { _ = try calculate(String(repeating: "-", count: 5_000) + "1") }
    }
}
