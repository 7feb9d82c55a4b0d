package import JSONPath

/// Runs one workflow for each item of a list.
package struct MapState: Sendable {
    package enum Mode: Sendable {
        case inline
        case distributed(DistributedMap)
    }

    package let mode: Mode
    package let processor: Workflow
    /// Where the items come from in a JSONPath state without a reader.
    package let itemsPath: Path?
    /// `Items` of a JSONata state.
    package let items: Template?
    /// `ItemSelector`, or `Parameters` of old definitions.
    package let itemSelector: ItemSelector?
    package let maxConcurrency: IntegerField?
    package let resultSelector: Template?
    package let resultPath: ResultPath
    package let retriers: [Retrier]
    package let catchers: [Catcher]

    package init(
        mode: Mode, processor: Workflow, itemsPath: Path? = nil, items: Template? = nil,
        itemSelector: ItemSelector? = nil, maxConcurrency: IntegerField? = nil, resultSelector: Template? = nil,
        resultPath: ResultPath = .root, retriers: [Retrier] = [], catchers: [Catcher] = []
    ) {
        self.mode = mode
        self.processor = processor
        self.itemsPath = itemsPath
        self.items = items
        self.itemSelector = itemSelector
        self.maxConcurrency = maxConcurrency
        self.resultSelector = resultSelector
        self.resultPath = resultPath
        self.retriers = retriers
        self.catchers = catchers
    }
}

/// What each iteration gets instead of the bare item.
package struct ItemSelector: Sendable {
    /// `ItemSelector`, or `Parameters` in definitions that use the deprecated name.
    package let fieldName: String
    package let template: Template

    package init(fieldName: String, template: Template) {
        self.fieldName = fieldName
        self.template = template
    }
}

/// What only a Map state with child executions has.
package struct DistributedMap: Sendable {
    package let isExpress: Bool
    /// Nil where the definition gives none; the engine then makes one.
    package let label: String?
    package let reader: ItemReader?
    package let batcher: ItemBatcher?
    package let writer: ResultWriter?
    package let toleratedFailureCount: IntegerField?
    package let toleratedFailurePercentage: NumberField?

    package init(
        isExpress: Bool, label: String?, reader: ItemReader? = nil, batcher: ItemBatcher? = nil,
        writer: ResultWriter? = nil, toleratedFailureCount: IntegerField? = nil,
        toleratedFailurePercentage: NumberField? = nil
    ) {
        self.isExpress = isExpress
        self.label = label
        self.reader = reader
        self.batcher = batcher
        self.writer = writer
        self.toleratedFailureCount = toleratedFailureCount
        self.toleratedFailurePercentage = toleratedFailurePercentage
    }
}
