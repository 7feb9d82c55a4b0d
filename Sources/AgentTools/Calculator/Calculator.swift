import JSON

/// Computes an arithmetic expression, exactly where that is possible.
struct Calculator: BuiltInTool {
    func call(_ call: ToolCall) throws(ToolFault) -> JSONValue {
        let source = try ToolSettings(value: call.input, name: "input").string("expression")
        do throws(ArithmeticFault) {
            return .string(try Arithmetic.evaluate(source).text)
        } catch {
            throw ToolFault("Calculator.Error", error.description(in: source))
        }
    }
}
