import JSON
import JSONPath
import JSONata
import StatesLanguage

extension Execution {
    /// Wait: until its deadline, at once where that has passed.
    ///
    /// Specification: Amazon States Language, "Wait State".
    func wait(_ branch: Branch, _ state: WaitState) throws(StateFailure) {
        guard let visit = branch.visit else { return }
        let entered = visit.enteredMilliseconds
        let deadline = try deadline(branch, state.duration, from: entered)
        guard deadline - entered <= header.quotas.longestWaitSeconds.multipliedClamped(by: 1_000) else {
            throw .runtime("Wait state delay is too long.")
        }
        branch.become(.waiting)
        inspector?.wait(until: deadline, in: visit.state, after: branch.lastEventID)
        let delay = waitTimeScale == 1 ? deadline - entered : Int64(Double(deadline - entered) * waitTimeScale)
        guard delay > 0 else { return try complete(branch, result: nil, resultPath: .root) }
        deadlines.add(entered + delay, branch, .wait)
    }

    /// The deadline of a Wait state has come.
    func endWait(_ branch: Branch) {
        do throws(StateFailure) {
            try complete(branch, result: nil, resultPath: .root)
            ready.add(branch)
        } catch {
            fail(branch, error)
        }
    }

    private func deadline(
        _ branch: Branch, _ duration: WaitState.Duration, from entered: Int64
    ) throws(StateFailure) -> Int64 {
        var scope = scope(branch)
        // Not `now`: in a replay that is the time of the next event, which may be another branch's, much later.
        scope.nowMilliseconds = entered
        switch duration {
        case .seconds(let seconds): return entered.after(seconds: seconds)
        case .secondsPath(let path): return entered.after(seconds: try seconds(at: path, scope))
        case .secondsExpression(let expression):
            let value = try scope.evaluate(expression, field: "Seconds", expected: "number") { $0.isNumber }
            guard let seconds = value.integer, seconds >= 0 else {
                throw .evaluation(
                    "The JSONata expression '\(expression.source)' specified for the field 'Seconds' must return a "
                        + "whole number that is not negative, but returned: \(value.text)", location: "Seconds")
            }
            return entered.after(seconds: seconds)
        case .timestamp(let text): return try moment(text, "")
        case .timestampPath(let path): return try moment(at: path, scope)
        case .timestampExpression(let expression):
            let value = try scope.evaluate(expression, field: "Timestamp", expected: "string") { $0.string != nil }
            guard let timestamp = Timestamp(parsing: value.string ?? "") else {
                throw .evaluation(
                    "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: "
                        + (value.string ?? ""), location: "Timestamp")
            }
            return timestamp.milliseconds
        }
    }

    private func seconds(at path: Path, _ scope: EvaluationScope) throws(StateFailure) -> Int64 {
        guard let value = try? path.evaluate(scope.roots) else {
            throw .runtime("The SecondsPath parameter does not reference an input value: \(path.text)")
        }
        let shown = "\(path.text) == \(value.string ?? value.text)"
        guard case .integer(let seconds) = value else {
            throw .runtime("The SecondsPath parameter cannot be parsed as a long value: \(shown)")
        }
        guard seconds >= 0 else { throw .runtime("The SecondsPath parameter references a negative value: \(shown)") }
        return seconds
    }

    private func moment(at path: Path, _ scope: EvaluationScope) throws(StateFailure) -> Int64 {
        guard let value = try? path.evaluate(scope.roots) else {
            throw .runtime("The TimestampPath parameter does not reference an input value: \(path.text)")
        }
        guard let text = value.string, let timestamp = Timestamp(parsing: text) else {
            throw .runtime(
                "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format "
                    + "string: \(path.text) == \(value.string ?? value.text)")
        }
        return timestamp.milliseconds
    }

    private func moment(_ text: String, _ field: String) throws(StateFailure) -> Int64 {
        guard let timestamp = Timestamp(parsing: text) else {
            throw .runtime("String does not match RFC3339 timestamp: \(text)")
        }
        return timestamp.milliseconds
    }
}

extension Int64 {
    /// So many seconds later than these milliseconds; the end of time where that is too far.
    func after(seconds: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(seconds.multipliedClamped(by: 1_000))
        return overflows ? .max : sum
    }

    func multipliedClamped(by factor: Int64) -> Int64 {
        let (product, overflows) = multipliedReportingOverflow(by: factor)
        return overflows ? .max : product
    }
}
