import JSON

extension AllowedFields {
    /// A whole machine.
    static let machine = AllowedFields([
        "Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version",
    ])
    /// A branch of a Parallel state.
    static let branch = AllowedFields(["Comment", "StartAt", "States"])
    /// `ItemProcessor` or `Iterator` of a Map state.
    static let processor = AllowedFields(["Comment", "ProcessorConfig", "StartAt", "States"])
}

extension DecodingContext {
    /// The context inside a Parallel or Map state.
    ///
    /// - Parameter machineType: the type of the child executions of a distributed Map state.
    func nested(machineType: StateMachineType? = nil) -> DecodingContext {
        var context = self
        context.depth += 1
        if let machineType { context.machineType = machineType }
        return context
    }
}

extension Workflow {
    /// Reads the workflow inside a Parallel or Map state, and adds its outline to that of the state.
    static func decode(
        _ raw: Fields, allowed: AllowedFields, in context: DecodingContext, isIsolated: Bool
    ) -> Workflow? {
        guard context.depth <= DecodingContext.maximumWorkflowDepth else {
            context.report.error(
                DiagnosticCode.tooDeeplyNested,
                "States are nested more than \(DecodingContext.maximumWorkflowDepth) deep", at: raw.location)
            return nil
        }
        let outline = WorkflowOutline(location: raw.location, isIsolated: isIsolated)
        raw.state.children.append(outline)
        return decode(raw.checked(allowed), outline: outline, in: context)
    }

    /// Reads `StartAt` and `States`.
    static func decode(_ fields: Fields, outline: WorkflowOutline, in context: DecodingContext) -> Workflow? {
        fields.require("States", "StartAt")
        if let start = fields.string("StartAt") {
            outline.startAt = .init(name: start, location: fields.location(of: "StartAt"))
        }
        guard let states = fields.object("States") else { return nil }
        if states.object.isEmpty { fields.report.schema(SchemaMessage.empty, at: states.location) }
        let targets = TransitionTargets(states.object.map(\.key))
        let decoded = states.object.map { name, value in
            let state = StateOutline(name: name, location: states.location(of: name))
            outline.states.append(state)
            return State.decode(value, as: state, targets: targets, in: context)
        }
        let complete = decoded.compactMap { $0 }
        guard complete.count == decoded.count, let start = outline.startAt.flatMap({ targets.index(of: $0.name) })
        else { return nil }
        return Workflow(startAt: start, states: complete)
    }
}
