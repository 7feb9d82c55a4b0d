import JSONata
import StatesLanguage

extension PolicyDerivation {
    /// A distributed Map state starts executions of its own machine, reads its items and writes its results.
    ///
    /// Source: Step Functions Developer Guide, "IAM policies for using Distributed Map state".
    mutating func statements(for map: MapState) -> [Statement] {
        guard case .distributed(let distributed) = map.mode else { return [] }
        let physical = addresses.inventory.physicalName(ofMachine: machine.name)
        let execution: Text = "arn:\(.partition):states:\(.region):\(.account):execution:\(physical)"
        var statements = [
            Statement(["states:StartExecution"], on: [addresses.inventory.arn(ofMachine: machine.name)]),
            Statement(
                ["states:DescribeExecution", "states:StopExecution"], on: ResourceAddresses.executions(of: physical)),
            Statement(["states:RedriveExecution"], on: ["\(execution)/*:*"]),
        ]
        if let reader = distributed.reader { statements += self.statements(for: reader) }
        if let writer = distributed.writer, writer.exports { statements += self.statements(for: writer) }
        return statements
    }

    private mutating func statements(for reader: ItemReader) -> [Statement] {
        let arguments = TaskArguments(template: reader.arguments, variables: variables)
        let buckets = arguments.texts("Bucket")
        switch reader.action {
        case .getObject:
            let keys = arguments.texts("Key")
            let isManifest = reader.inputType == .manifest
            let objects = keys.flatMap { addresses.buckets(buckets, key: isManifest ? "*" : $0.wildcardText) }
            return [Statement(["s3:GetObject"], on: objects)]
        case .listObjects:
            var statements = [Statement(["s3:ListBucket"], on: addresses.buckets(buckets))]
            if reader.transformation == .loadAndFlatten {
                statements.append(
                    Statement(["s3:GetObject"], on: objects(in: buckets, below: arguments.texts("Prefix"))))
            }
            return statements
        }
    }

    private mutating func statements(for writer: ResultWriter) -> [Statement] {
        let arguments = TaskArguments(template: writer.arguments, variables: variables)
        let objects = objects(in: arguments.texts("Bucket"), below: arguments.texts("Prefix"))
        return [
            Statement(
                ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"], on: objects)
        ]
    }

    private mutating func objects(in buckets: [TextPattern], below prefixes: [TextPattern]) -> [Text] {
        (prefixes.isEmpty ? [TextPattern("")] : prefixes).flatMap { prefix in
            let key = prefix.wildcardText
            let folder = key.isEmpty || key.hasSuffix("/") || key.hasSuffix("*") ? key : key + "/"
            return addresses.buckets(buckets, key: folder.hasSuffix("*") ? folder : folder + "*")
        }
    }
}
