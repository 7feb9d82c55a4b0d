import JSON

/// `ItemReader`, `ItemBatcher` and `ResultWriter`.
///
/// Source: Step Functions Developer Guide, "Using Map state in Distributed mode".
extension Fields {
    private static let readerFields = AllowedFields(
        ["Resource", "ReaderConfig"], path: ["Parameters"], jsonata: ["Arguments"])
    private static let readerConfigFields = AllowedFields(
        [
            "InputType", "Transformation", "ManifestType", "CSVHeaderLocation", "CSVHeaders", "CSVDelimiter",
            "MaxItems",
            "ItemsPointer",
        ], path: ["MaxItemsPath"])
    private static let mostItems: Int64 = 100_000_000

    func itemReader() -> ItemReader? {
        guard let reader = object("ItemReader")?.checked(Self.readerFields) else { return nil }
        reader.require("Resource")
        let action = reader.s3Action(["getObject": ItemReader.Action.getObject, "listObjectsV2": .listObjects])
        let arguments = reader.template("Parameters") ?? reader.template("Arguments")
        let config = reader.object("ReaderConfig")?.checked(Self.readerConfigFields)
        let inputType = config?.choice("InputType", of: ItemReader.InputType.self)
        return ItemReader(
            action: action ?? .getObject, arguments: arguments, inputType: inputType,
            transformation: config?.choice("Transformation", of: ItemReader.Transformation.self) ?? .none,
            manifestType: config?.choice("ManifestType", of: ItemReader.ManifestType.self),
            csvHeader: config?.csvHeader(inputType),
            csvDelimiter: config?.choice("CSVDelimiter", of: ItemReader.CSVDelimiter.self) ?? .comma,
            itemsPointer: config?.string("ItemsPointer"),
            maxItems: config?.integerField("MaxItems", in: 0...Self.mostItems))
    }

    /// The action of `Resource`, `arn:aws:states:::s3:ACTION`.
    private func s3Action<Action>(_ actions: [String: Action]) -> Action? {
        guard let text = string("Resource") else { return nil }
        if let name = ResourceName(text), name.service == "states", name.resource.hasPrefix("s3:"),
            let action = actions[String(name.resource.dropFirst("s3:".count))]
        {
            return action
        }
        report.schema(SchemaMessage.notAllowedValue("Resource"), at: location(of: "Resource"))
        return nil
    }

    private enum CSVHeaderLocation: String, CaseIterable {
        case firstRow = "FIRST_ROW"
        case given = "GIVEN"
    }

    private func csvHeader(_ inputType: ItemReader.InputType?) -> ItemReader.CSVHeader? {
        switch inputType {
        case .csv where !has("CSVHeaderLocation"):
            report.schema(SchemaMessage.requiredField("CSVHeaderLocation"), at: location)
        case .json, .jsonLines, .parquet:
            if has("CSVHeaderLocation") {
                report.schema(
                    SchemaMessage.unsupported("CSVHeaderLocation"), at: location,
                    pointingAt: location(of: "CSVHeaderLocation"))
            }
        default: break
        }
        switch choice("CSVHeaderLocation", of: CSVHeaderLocation.self) {
        case .firstRow: return .firstRow
        case .given:
            require("CSVHeaders")
            return .given(strings("CSVHeaders", mayBeEmpty: false))
        case nil: return nil
        }
    }

    private static let batcherFields = AllowedFields(
        ["BatchInput", "MaxItemsPerBatch", "MaxInputBytesPerBatch"],
        path: ["MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath"])
    private static let batchLimits = ["MaxItemsPerBatch", "MaxInputBytesPerBatch"]
    private static let mostInputBytes: Int64 = 262_144

    func itemBatcher() -> ItemBatcher? {
        guard let batcher = object("ItemBatcher")?.checked(Self.batcherFields) else { return nil }
        let limits = Self.batchLimits + (language == .jsonPath ? Self.batchLimits.map { "\($0)Path" } : [])
        if !limits.contains(where: batcher.has) {
            report.schema(SchemaMessage.atLeastOne(of: limits), at: batcher.location)
        }
        return ItemBatcher(
            batchInput: batcher.template("BatchInput"), maxItemsPerBatch: batcher.integerField("MaxItemsPerBatch"),
            maxInputBytesPerBatch: batcher.integerField("MaxInputBytesPerBatch", in: 0...Self.mostInputBytes))
    }

    private static let writerFields = AllowedFields(
        ["Resource", "WriterConfig"], path: ["Parameters"], jsonata: ["Arguments"])
    private static let writerConfigFields = AllowedFields(["Transformation", "OutputType"])

    func resultWriter() -> ResultWriter? {
        guard let writer = object("ResultWriter")?.checked(Self.writerFields) else { return nil }
        if !writer.has("Resource"), !writer.has("WriterConfig") {
            report.schema(SchemaMessage.required(["Resource"]), at: writer.location)
        }
        _ = writer.s3Action(["putObject": ()])
        let config = writer.object("WriterConfig")?.checked(Self.writerConfigFields)
        return ResultWriter(
            arguments: writer.template("Parameters") ?? writer.template("Arguments"), exports: writer.has("Resource"),
            transformation: config?.choice("Transformation", of: ResultWriter.Transformation.self),
            outputType: config?.choice("OutputType", of: ResultWriter.OutputType.self))
    }
}
