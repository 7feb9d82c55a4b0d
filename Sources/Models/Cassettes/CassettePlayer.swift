package import Tasks

/// Answers tasks from a cassette: nothing outside is called, and what was not recorded is an error.
package struct CassettePlayer: TaskHandler {
    private let cassette: Cassette
    private let others: any TaskHandler

    /// - Parameter others: performs tasks that wait for a token, whose answer comes from a person or a service outside.
    package init(_ cassette: Cassette, others: any TaskHandler) {
        self.cassette = cassette
        self.others = others
    }

    package func start(
        _ attempt: TaskAttempt, report: @escaping @Sendable (TaskReport) -> Void
    ) -> TaskCancellation {
        guard !attempt.resource.waitsForToken else { return others.start(attempt, report: report) }
        do throws(ModelSettingFault) {
            let exchange = try cassette.exchange(resource: attempt.resource.name, request: attempt.parameters)
            if let submitted = exchange.submitted { report(.submitted(output: submitted)) }
            report(exchange.outcome)
        } catch {
            report(.failed(error: "States.Runtime", cause: "The cassette has no answer: \(error)"))
        }
        return .none
    }
}
