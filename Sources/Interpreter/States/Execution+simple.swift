import JSON
import StatesLanguage

extension Execution {
    /// Pass: a fixed result, or one made from the input.
    ///
    /// Specification: Amazon States Language, "Pass State".
    func pass(_ branch: Branch, _ state: PassState) throws(StateFailure) {
        var result = state.result
        if let parameters = state.parameters, result == nil {
            var scope = scope(branch)
            let value = try scope.evaluate(parameters, field: "Parameters")
            inspector?.inspect(.afterParameters, value)
            result = value
        }
        if result == nil, state.resultPath.isSelective { result = branch.visit?.selectedInput }
        if let inspector, let result { inspector.inspect(.result, result) }
        try complete(branch, result: result, resultPath: state.resultPath)
    }

    /// Fail: the failure that it stands for.
    ///
    /// Specification: Amazon States Language, "Fail State".
    func failure(_ branch: Branch, _ state: FailState) throws(StateFailure) -> StateFailure {
        var scope = scope(branch)
        let error = try state.error.map { field throws(StateFailure) in try scope.evaluate(field, field: "Error") }
        let cause = try state.cause.map { field throws(StateFailure) in try scope.evaluate(field, field: "Cause") }
        return StateFailure(error: error, cause: cause)
    }

    /// Choice: the first rule whose condition holds, else the default.
    ///
    /// Specification: Amazon States Language, "Choice State".
    func choose(_ branch: Branch, _ state: ChoiceState) throws(StateFailure) {
        var scope = scope(branch)
        for (index, rule) in state.rules.enumerated() {
            guard try scope.holds(rule.condition, field: "Choices[\(index)]/Condition") else { continue }
            decide(.rule(index), branch)
            return try take(rule, index: index, branch, &scope)
        }
        guard let fallback = state.fallback else {
            throw .runtime(
                "Failed to transition out of the state. The state does not point to a next state.")
        }
        decide(.fallback, branch)
        try leave(
            branch, to: fallback, output: branch.visit?.state.output, assign: branch.visit?.state.assign, "", &scope)
    }

    func decide(_ decision: Decision, _ branch: Branch) {
        if let inspector, let state = branch.visit?.state { inspector.decide(decision, in: state) }
    }

    private func take(
        _ rule: ChoiceRule, index: Int, _ branch: Branch, _ scope: inout EvaluationScope
    ) throws(StateFailure) {
        try leave(
            branch, to: rule.next, output: rule.output ?? branch.visit?.state.output, assign: rule.assign,
            "Choices[\(index)]/", &scope)
    }

    private func leave(
        _ branch: Branch, to next: StateIndex, output template: Template?, assign: Assignments?, _ place: String,
        _ scope: inout EvaluationScope
    ) throws(StateFailure) {
        guard let visit = branch.visit else { return }
        let output: Payload
        if let template {
            output = Payload(try scope.evaluate(template, field: "\(place)Output"))
        } else if case .root = visit.state.outputPath, case .root = visit.state.inputPath {
            output = visit.input
        } else {
            output = Payload(try scope.select(visit.state.outputPath))
        }
        let assigned =
            try assign.map { assign throws(StateFailure) in
                try scope.evaluate(assign, field: "\(place)Assign")
            } ?? []
        try exit(branch, output: output, assigned: assigned, to: .next(next))
    }
}

extension ResultPath {
    /// Whether the input goes through it even where a state makes nothing of its own.
    fileprivate var isSelective: Bool {
        if case .root = self { false } else { true }
    }
}
