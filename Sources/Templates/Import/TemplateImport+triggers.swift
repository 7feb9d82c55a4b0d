internal import JSON

/// What starts machines on AWS is told, not imported.
extension TemplateImport {
    /// The events of a SAM state machine.
    mutating func noteEvents(of resource: TemplateResource) {
        for (name, event) in resource.properties["Events"]?.object ?? [:] {
            let type = event["Type"]?.string ?? "event"
            let when = event["Properties"]?["Schedule"].flatMap { evaluator.text($0, at: resource.pointer) }
            note(
                .left, resource, "the event '\(name)' (\(type)\(when.map { " \($0)" } ?? "")) does not start it here",
                at: "\(resource.pointer(to: "Events"))/\(name)")
        }
    }

    /// A rule, schedule or pipe.
    mutating func addTrigger(_ resource: TemplateResource) {
        let schedule = evaluator.text("ScheduleExpression", of: resource)
        let what =
            switch resource.type {
            case "AWS::Pipes::Pipe": "a pipe"
            case _ where schedule != nil: "the schedule \(schedule ?? "")"
            default: "an event rule"
            }
        let targets = targets(of: resource)
        let target = targets.isEmpty ? "" : " of \(targets.joined(separator: ", "))"
        note(.left, resource, "\(what)\(target) does not start anything here")
    }

    private func targets(of resource: TemplateResource) -> [String] {
        let properties = JSONValue.object(resource.properties)
        let targets = (properties["Targets"]?.array ?? []) + [properties["Target"]].compactMap { $0 }
        let text = targets.map(\.text).joined()
        let machines = template.resources.filter { $0.type.hasSuffix("::StateMachine") }.map(\.logicalID)
        return machines.filter { text.contains("\"\($0)\"") || text.contains("\"\($0).Arn\"") }
    }
}
