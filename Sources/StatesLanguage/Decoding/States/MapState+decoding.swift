import JSON

extension MapState {
    private static let processorNames = ["ItemProcessor", "Iterator"]

    static func decode(from fields: Fields) -> MapState? {
        fields.requireExactlyOne(of: processorNames)
        let processor = processorNames.first(where: fields.object.contains).flatMap { fields.object($0) }
        let config = processor.map(ProcessorConfig.decode) ?? .inline
        let workflow = processor.flatMap { processor in
            Workflow.decode(
                processor, allowed: .processor, in: fields.context.nested(machineType: config.childType),
                isIsolated: config.isDistributed)
        }
        let mode = fields.mode(config)
        let itemsPath = fields.singlePath("ItemsPath", takesContext: true)
        let (items, selector) = (fields.items(), fields.itemSelector())
        let maxConcurrency = fields.integerField("MaxConcurrency")
        let (resultSelector, resultPath) = (fields.template("ResultSelector"), fields.resultPath())
        let (retriers, catchers) = (fields.retriers(), fields.catchers())
        guard let workflow else { return nil }
        return MapState(
            mode: mode, processor: workflow, itemsPath: itemsPath, items: items, itemSelector: selector,
            maxConcurrency: maxConcurrency, resultSelector: resultSelector, resultPath: resultPath, retriers: retriers,
            catchers: catchers)
    }
}

/// `ProcessorConfig`: how a Map state runs its iterations.
private enum ProcessorConfig {
    case inline
    case distributed(StateMachineType)

    var isDistributed: Bool { childType != nil }

    /// The type of the child executions, where there are any.
    var childType: StateMachineType? {
        switch self {
        case .inline: nil
        case .distributed(let type): type
        }
    }

    private enum Mode: String, CaseIterable {
        case inline = "INLINE"
        case distributed = "DISTRIBUTED"
    }

    private static let fields = AllowedFields(["Mode", "ExecutionType"])

    static func decode(from processor: Fields) -> ProcessorConfig {
        guard let config = processor.object("ProcessorConfig")?.checked(fields) else { return .inline }
        guard config.choice("Mode", of: Mode.self) == .distributed else {
            if config.has("ExecutionType") {
                config.report.schema(
                    SchemaMessage.unsupported("ExecutionType"), at: config.location,
                    pointingAt: config.location(of: "ExecutionType"))
            }
            return .inline
        }
        config.require("ExecutionType")
        if config.context.machineType == .express {
            config.report.schema(SchemaMessage.expressDistributedMap, at: config.location(of: "Mode"))
        }
        return .distributed(config.choice("ExecutionType", of: StateMachineType.self) ?? .standard)
    }
}

extension Fields {
    fileprivate func mode(_ config: ProcessorConfig) -> MapState.Mode {
        let label = label(isDistributed: config.isDistributed)
        let distributed = DistributedMap(
            isExpress: config.childType == .express, label: label, reader: itemReader(), batcher: itemBatcher(),
            writer: resultWriter(), toleratedFailureCount: integerField("ToleratedFailureCount"),
            toleratedFailurePercentage: numberField("ToleratedFailurePercentage", in: 0...100))
        guard !config.isDistributed else { return .distributed(distributed) }
        warnOfIneffectiveFields()
        return .inline
    }

    private static let distributedOnly = [
        "ItemReader", "ItemBatcher", "ResultWriter", "Label", "ToleratedFailureCount", "ToleratedFailureCountPath",
        "ToleratedFailurePercentage", "ToleratedFailurePercentagePath",
    ]

    private func warnOfIneffectiveFields() {
        for name in Self.distributedOnly where object.contains(name) {
            report.warning(
                DiagnosticCode.ineffectiveField,
                "Field '\(name)' has no effect where the Mode of ProcessorConfig is not 'DISTRIBUTED'",
                at: location(of: name))
        }
    }

    /// `Items` of a JSONata state: an array, an object, or an expression.
    fileprivate func items() -> Template? {
        guard let value = self["Items"] else { return nil }
        switch value {
        case .array, .object: return template("Items")
        default:
            switch expressionField("Items") {
            case .expression(let expression): return .expression(expression)
            case .invalid: return nil
            case .none:
                report.schema(SchemaMessage.expectedArray, at: location(of: "Items"))
                return nil
            }
        }
    }

    fileprivate func itemSelector() -> ItemSelector? {
        requireAtMostOne(of: ["ItemSelector", "Parameters"])
        let name = object.contains("ItemSelector") ? "ItemSelector" : "Parameters"
        return template(name).map { ItemSelector(fieldName: name, template: $0) }
    }

    private static let longestLabel = 40

    private func label(isDistributed: Bool) -> String? {
        guard let label = string("Label") else { return nil }
        let place = location(of: "Label")
        if label.isEmpty {
            report.schema(SchemaMessage.empty, at: place)
        } else if label.count > Self.longestLabel {
            report.error(
                DiagnosticCode.invalidLabel, "Label '\(label)' is longer than \(Self.longestLabel) characters",
                at: place)
        } else if !label.unicodeScalars.allSatisfy(isAllowedInName) {
            report.error(
                DiagnosticCode.invalidLabel,
                "Label '\(label)' contains whitespace, brackets, wildcards or other characters that are not allowed",
                at: place)
        }
        if isDistributed { state.label = .init(name: label, location: place) }
        return label
    }
}

/// Whether a character may stand in a label or in the name of a machine, an execution or an activity.
///
/// Source: Step Functions API Reference, CreateStateMachine, `name`.
private func isAllowedInName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x20, 0x7F...0x9F, 0xFFFE, 0xFFFF: false
    default: !scalar.properties.isWhitespace && !"<>{}[]?*\"#%\\^|~`$&,;:/".unicodeScalars.contains(scalar)
    }
}
