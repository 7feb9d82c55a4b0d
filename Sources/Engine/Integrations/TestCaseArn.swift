/// `…:stateMachine:NAME#CASE`: a state machine with a test case of the mock configuration.
package enum TestCaseArn {
    /// The ARN without what stands behind its `#`, and that.
    package static func parts(_ text: String) -> (stateMachineArn: String, testCase: String?) {
        guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "#")) else { return (text, nil) }
        return (String(text[..<mark]), String(text[text.utf8.index(after: mark)...]))
    }

    /// Gives an execution that is about to start its test case.
    ///
    /// - Throws: a ValidationException where there is no such test case.
    package static func use(
        _ testCase: String, of stateMachineName: String, by name: String, _ mocks: (any TaskMocks)?
    ) throws(ServiceError) {
        guard let mocks else {
            throw refusal("The test case '\(testCase)' cannot be used: the server has no mock configuration file")
        }
        guard mocks.has(testCase, of: stateMachineName) else {
            throw refusal(
                "The mock configuration file has no test case '\(testCase)' for the state machine "
                    + "'\(stateMachineName)'")
        }
        mocks.use(testCase, by: MockedExecution(stateMachineName: stateMachineName, name: name))
    }

    private static func refusal(_ message: String) -> ServiceError {
        ServiceError(code: "ValidationException", message: message)
    }
}
