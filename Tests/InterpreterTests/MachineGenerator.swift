import JSON
import TestSupport

/// Makes machines of all state types, nested, with recovery.
struct MachineGenerator {
    var random: SplitMix
    private var count = 0

    init(seed: UInt64) { random = SplitMix(state: seed) }

    mutating func machine() -> JSONValue {
        var machine = workflow(depth: 0)
        if chance(8) { machine["TimeoutSeconds"] = .integer(Int64.random(in: 5...60, using: &random)) }
        return .object(machine)
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    private mutating func workflow(depth: Int) -> JSONObject {
        let length = Int.random(in: 1...(depth == 0 ? 4 : 3), using: &random)
        let names = (0..<length).map { _ -> String in
            count += 1
            return "S\(count)"
        }
        var states: JSONObject = [:]
        for (index, name) in names.enumerated() {
            let next = index + 1 < length ? names[index + 1] : nil
            states[name] = .object(state(depth: depth, next: next))
        }
        return ["StartAt": .string(names[0]), "States": .object(states)]
    }

    private mutating func state(depth: Int, next: String?) -> JSONObject {
        var state: JSONObject
        switch Int.random(in: 0..<(depth < 2 ? 10 : 7), using: &random) {
        case 0: state = ["Type": "Pass", "Parameters": ["u.$": "States.UUID()", "i.$": "$"]]
        case 1:
            count += 1
            state = [
                "Type": "Pass", "QueryLanguage": "JSONata",
                "Assign": .object(["r\(count)": "{% $random() %}", "n\(count)": "{% $millis() %}"]),
                "Output": ["m": "{% $millis() %}", "i": "{% $states.input %}"],
            ]
        case 2: state = ["Type": "Wait", "Seconds": .integer(Int64.random(in: 0...9, using: &random))]
        case 3:
            state = [
                "Type": "Wait", "QueryLanguage": "JSONata",
                "Timestamp": "{% $fromMillis($millis() + $round($random() * 9000)) %}",
            ]
        case 4, 5, 6: state = task()
        case 7, 8:
            let branches = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                JSONValue.object(workflow(depth: depth + 1))
            }
            state = ["Type": "Parallel", "Branches": .array(branches)]
            recover(&state, next)
        default:
            state = [
                "Type": "Map", "QueryLanguage": "JSONata", "Items": "{% [1, 2, 3] %}",
                "MaxConcurrency": .integer(Int64.random(in: 0...2, using: &random)),
                "ItemProcessor": .object(workflow(depth: depth + 1)),
            ]
            recover(&state, next)
        }
        if let next { state["Next"] = .string(next) } else { state["End"] = true }
        return state
    }

    private mutating func task() -> JSONObject {
        var state: JSONObject = ["Type": "Task"]
        switch Int.random(in: 0..<3, using: &random) {
        case 0: state["Resource"] = "arn:aws:lambda:us-east-1:123456789012:function:f"
        case 1: state["Resource"] = "arn:aws:states:us-east-1:123456789012:activity:a"
        default:
            state["Resource"] = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
            state["Parameters"] = ["QueueUrl": "q", "MessageBody": ["t.$": "$$.Task.Token"]]
        }
        if chance(2) { state["TimeoutSeconds"] = .integer(Int64.random(in: 6...9, using: &random)) }
        if chance(3) { state["HeartbeatSeconds"] = .integer(Int64.random(in: 1...5, using: &random)) }
        recover(&state, nil)
        return state
    }

    private mutating func recover(_ state: inout JSONObject, _ next: String?) {
        if chance(2) {
            state["Retry"] = [
                [
                    "ErrorEquals": [
                        .string(
                            ["E", "States.Timeout", "States.HeartbeatTimeout"].randomElement(using: &random) ?? "E")
                    ],
                    "IntervalSeconds": .integer(Int64.random(in: 1...3, using: &random)),
                    "MaxAttempts": .integer(Int64.random(in: 0...2, using: &random)),
                    "JitterStrategy": chance(2) ? "FULL" : "NONE",
                ]
            ]
        }
        if let next, chance(2) { state["Catch"] = [["ErrorEquals": ["States.ALL"], "Next": .string(next)]] }
    }
}
