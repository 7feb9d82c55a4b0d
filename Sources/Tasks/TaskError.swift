package import JSON

/// Why an attempt failed, in the words of Step Functions.
package struct TaskError: Error, Hashable, Sendable {
    package let name: String
    package let cause: String?

    package init(name: String, cause: String?) {
        self.name = name
        self.cause = cause
    }

    /// A wrong definition or configuration, which neither `Retry` nor `Catch` can mend.
    package static func runtime(_ cause: String) -> TaskError { TaskError(name: "States.Runtime", cause: cause) }
}

extension TaskReport {
    /// An outcome: the output, or the failure of a request that the service answered.
    package init(_ outcome: Result<JSONValue, TaskError>) {
        switch outcome {
        case .success(let output): self = .succeeded(output: output)
        case .failure(let failure): self = .failed(error: failure.name, cause: failure.cause)
        }
    }
}
