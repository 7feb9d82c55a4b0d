import AgentStates
import JSON

extension WaitingTask {
    /// What a person is asked: of an approval, the call or the plan; of anything else, its parameters.
    var question: String {
        guard let request = approval else { return parameters }
        if let plan = request["Plan"] { return "plan \(plan.text)" }
        let agent = request["Agent"]?.string.map { ", for \($0)" } ?? ""
        return "\(request["Tool"]?.string ?? "") \(request["Input"]?.text ?? "")\(agent)"
    }

    var isApproval: Bool { approval != nil }

    private var approval: JSONValue? {
        guard let request = try? JSONValue(parsing: parameters),
            request["FunctionName"]?.string?.hasSuffix(BuiltInFunction.approvals) == true
        else { return nil }
        return request["Payload"]
    }
}
