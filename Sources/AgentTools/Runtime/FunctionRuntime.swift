import JSON
import Tasks

/// Serves a function by Lambda's runtime interface: takes one invocation after the other and answers it.
///
/// Specification: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".
package struct FunctionRuntime {
    /// The next invocation may be hours away.
    private static let waitMilliseconds: Int64 = 24 * 3_600_000

    private let tool: any BuiltInTool
    private let base: String
    private let client: HTTPClient
    private let print: @Sendable (String) -> Void

    /// - Parameters:
    ///   - address: `AWS_LAMBDA_RUNTIME_API`, a host and port.
    ///   - print: where what the function notes goes.
    package init(tool: any BuiltInTool, address: String, print: @escaping @Sendable (String) -> Void) {
        self.tool = tool
        base = "http://\(address)/2018-06-01/runtime"
        client = HTTPClient(noProxy: "*")
        self.print = print
    }

    /// Answers invocations for as long as there are any.
    ///
    /// - Throws: `ToolFault` where the runtime interface does not answer.
    package func run() throws(ToolFault) {
        while true { try serveNext() }
    }

    private func serveNext() throws(ToolFault) {
        let invocation = try exchange(
            HTTPRequest(method: "GET", url: "\(base)/invocation/next", timeoutMilliseconds: Self.waitMilliseconds))
        guard let id = invocation.headers.first("Lambda-Runtime-Aws-Request-Id") else {
            throw ToolFault("Runtime.Error", "the runtime interface gave an invocation without an id")
        }
        let outcome: (path: String, body: JSONValue)
        do throws(ToolFault) {
            outcome = ("response", try answer(invocation.body))
        } catch {
            outcome = (
                "error", ["errorType": .string(error.error), "errorMessage": .string(error.cause), "stackTrace": []]
            )
        }
        _ = try exchange(
            HTTPRequest(
                method: "POST", url: "\(base)/invocation/\(id)/\(outcome.path)",
                headers: [HTTPHeader("Content-Type", "application/json")], body: Array(outcome.body.text.utf8)))
    }

    private func answer(_ body: [UInt8]) throws(ToolFault) -> JSONValue {
        let payload: JSONValue
        do throws(JSONParseError) {
            payload = try JSONValue(parsing: body)
        } catch {
            throw ToolFault("Tool.InvalidInput", "the payload is not JSON: \(error)")
        }
        // Who is to approve finds the token in the log.
        if payload["TaskToken"] != nil { print(payload.text + "\n") }
        return try tool.call(ToolCall(payload: payload))
    }

    private func exchange(_ request: HTTPRequest) throws(ToolFault) -> HTTPResponse {
        let answer = Answer<Result<HTTPResponse, HTTPFailure>>()
        _ = client.send(request) { answer.give($0) }
        do throws(HTTPFailure) {
            let response = try answer.wait().get()
            guard (200..<300).contains(response.status) else {
                throw HTTPFailure.broken("status \(response.status)")
            }
            return response
        } catch {
            throw ToolFault("Runtime.Error", "\(request.url): \(error)")
        }
    }
}
