package import AgentStates
package import JSON

/// A model call that an execution's history tells of.
package struct ModelCallRecord: Hashable, Sendable {
    /// The agent, or the state where no agent asked.
    package let agent: String
    /// The id of the model; the resource of an agent that is a task.
    package let model: String
    package let timestampMilliseconds: Int64
    package let spend: ModelSpend

    /// Finds the answered calls in a history, each once however often the execution was replayed, resumed or redriven.
    ///
    /// - Parameters:
    ///   - events: in the shape of GetExecutionHistory, in order.
    ///   - firstEventID: events before it are another execution's past, which a fork took over.
    ///   - price: what a model costs that an agent asked; nil where that is not known.
    package static func records(
        in events: [JSONValue], from firstEventID: Int64 = 1,
        price: (_ model: String, _ agent: String) -> ModelPrice?
    ) -> [ModelCallRecord] {
        var calls = OpenCalls()
        return events.compactMap { event in
            guard let (call, output) = calls.take(event), (event["id"]?.integer ?? 0) >= firstEventID else {
                return nil
            }
            return call.record(answeredBy: output, at: event, price)
        }
    }
}

/// The tasks that were scheduled and are not over, by their last event.
private struct OpenCalls {
    struct Call {
        let resource: String
        let parameters: JSONValue
        let state: String
    }

    private var states: [Int64: String] = [:]
    private var calls: [Int64: Call] = [:]

    /// Follows an event; gives the task that it ends well, with its output.
    mutating func take(_ event: JSONValue) -> (Call, JSONValue)? {
        let id = event["id"]?.integer ?? 0
        let previous = event["previousEventId"]?.integer ?? 0
        states[id] = event["stateEnteredEventDetails"]?["name"]?.string ?? states[previous]
        if let scheduled = event["taskScheduledEventDetails"] {
            calls[id] = call(
                "\(scheduled["resourceType"]?.string ?? ""):\(scheduled["resource"]?.string ?? "")",
                scheduled["parameters"], id)
        } else if let scheduled = event["lambdaFunctionScheduledEventDetails"] ?? event["activityScheduledEventDetails"]
        {
            calls[id] = call(scheduled["resource"]?.string ?? "", scheduled["input"], id)
        } else if let call = calls.removeValue(forKey: previous) {
            let details =
                event["taskSucceededEventDetails"] ?? event["lambdaFunctionSucceededEventDetails"]
                ?? event["activitySucceededEventDetails"]
            if let output = details?["output"]?.string, let value = try? JSONValue(parsing: output) {
                return (call, value)
            }
            let isOver = ["Failed", "TimedOut", "Aborted", "Exited"].contains {
                event["type"]?.string?.hasSuffix($0) == true
            }
            if !isOver { calls[id] = call }
        }
        return nil
    }

    private func call(_ resource: String, _ text: JSONValue?, _ id: Int64) -> Call {
        let parameters = text?.string.flatMap { try? JSONValue(parsing: $0) }
        return Call(resource: resource, parameters: parameters ?? .null, state: states[id] ?? "")
    }
}

extension OpenCalls.Call {
    fileprivate func record(
        answeredBy output: JSONValue, at event: JSONValue, _ price: (String, String) -> ModelPrice?
    ) -> ModelCallRecord? {
        let time = Int64(((event["timestamp"]?.double ?? 0) * 1_000).rounded())
        func called(_ model: String, by agent: String, _ answer: JSONValue) -> ModelCallRecord {
            ModelCallRecord(
                agent: agent, model: model, timestampMilliseconds: time,
                spend: ModelSpend(model: model, answer: answer, price: price(model, agent)))
        }
        if resource.hasSuffix("bedrockruntime:converse"), let model = parameters["ModelId"]?.string {
            return called(model, by: parameters["RequestMetadata"]?["agent"]?.string ?? state, output)
        }
        if resource == "bedrock:invokeModel", let model = parameters["ModelId"]?.string,
            let body = output["Body"], let answer = NativeShape.usage(of: body)
        {
            return called(model, by: state, answer)
        }
        if resource.hasSuffix("bedrockruntime:applyGuardrail") {
            guard let judge = output["Judge"], let model = judge["ModelId"]?.string else { return nil }
            return called(model, by: judge["Agent"]?.string ?? state, judge)
        }
        // An agent that is a task: `STATE.Run.NAME` is the generated state that runs it.
        guard let name = state.ranges(of: ".Run.").last.map({ String(state[$0.upperBound...]) }) else { return nil }
        let reply = output["Payload"] ?? output
        return ModelCallRecord(
            agent: name, model: resource, timestampMilliseconds: time,
            spend: ModelSpend(reported: reply["Usage"] ?? [:]))
    }
}
