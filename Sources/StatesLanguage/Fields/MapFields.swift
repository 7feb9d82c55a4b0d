/// `ItemReader`: where a distributed Map state finds its items.
package struct ItemReader: Sendable {
    package enum Action: Sendable {
        case getObject
        case listObjects
    }

    package enum InputType: String, Sendable, CaseIterable {
        case csv = "CSV"
        case json = "JSON"
        case jsonLines = "JSONL"
        case parquet = "PARQUET"
        case manifest = "MANIFEST"
    }

    package enum Transformation: String, Sendable, CaseIterable {
        case none = "NONE"
        case loadAndFlatten = "LOAD_AND_FLATTEN"
    }

    package enum ManifestType: String, Sendable, CaseIterable {
        case athenaData = "ATHENA_DATA"
        case s3Inventory = "S3_INVENTORY"
    }

    package enum CSVHeader: Sendable {
        case firstRow
        case given([String])
    }

    package enum CSVDelimiter: String, Sendable, CaseIterable {
        case comma = "COMMA"
        case pipe = "PIPE"
        case semicolon = "SEMICOLON"
        case space = "SPACE"
        case tab = "TAB"
    }

    package let action: Action
    /// `Parameters` or `Arguments`.
    package let arguments: Template?
    package let inputType: InputType?
    package let transformation: Transformation
    package let manifestType: ManifestType?
    package let csvHeader: CSVHeader?
    package let csvDelimiter: CSVDelimiter
    /// JSON Pointer into a JSON file.
    package let itemsPointer: String?
    package let maxItems: IntegerField?

    package init(
        action: Action, arguments: Template? = nil, inputType: InputType? = nil, transformation: Transformation = .none,
        manifestType: ManifestType? = nil, csvHeader: CSVHeader? = nil, csvDelimiter: CSVDelimiter = .comma,
        itemsPointer: String? = nil, maxItems: IntegerField? = nil
    ) {
        self.action = action
        self.arguments = arguments
        self.inputType = inputType
        self.transformation = transformation
        self.manifestType = manifestType
        self.csvHeader = csvHeader
        self.csvDelimiter = csvDelimiter
        self.itemsPointer = itemsPointer
        self.maxItems = maxItems
    }
}

/// `ItemBatcher`: how many items a child execution gets.
package struct ItemBatcher: Sendable {
    package let batchInput: Template?
    package let maxItemsPerBatch: IntegerField?
    package let maxInputBytesPerBatch: IntegerField?

    package init(batchInput: Template?, maxItemsPerBatch: IntegerField?, maxInputBytesPerBatch: IntegerField?) {
        self.batchInput = batchInput
        self.maxItemsPerBatch = maxItemsPerBatch
        self.maxInputBytesPerBatch = maxInputBytesPerBatch
    }
}

/// `ResultWriter`: where the results of a distributed Map state go, and in which form.
package struct ResultWriter: Sendable {
    package enum Transformation: String, Sendable, CaseIterable {
        case none = "NONE"
        case compact = "COMPACT"
        case flatten = "FLATTEN"
    }

    package enum OutputType: String, Sendable, CaseIterable {
        case json = "JSON"
        case jsonLines = "JSONL"
    }

    /// `Bucket` and `Prefix`, where the results are exported with `s3:putObject`.
    package let arguments: Template?
    package let exports: Bool
    package let transformation: Transformation?
    package let outputType: OutputType?

    package init(
        arguments: Template?, exports: Bool, transformation: Transformation? = nil, outputType: OutputType? = nil
    ) {
        self.arguments = arguments
        self.exports = exports
        self.transformation = transformation
        self.outputType = outputType
    }
}
