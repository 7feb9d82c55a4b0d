package import JSON

/// One file that a Map Run leaves.
package struct ResultFile: Hashable, Sendable {
    package let key: String
    package let bytes: [UInt8]
}

/// The files that a Map Run with `ResultWriter` leaves in a bucket, below `<prefix>/<id of the Map Run>/`:
/// `SUCCEEDED_0.json`, `FAILED_0.json`, `PENDING_0.json` where there are such results, and `manifest.json`, which names them.
///
/// Source: AWS Step Functions Developer Guide, "ResultWriter (Map)".
package struct ResultFiles: Sendable {
    /// The largest file that S3 takes in one piece.
    package static let largestFileBytes = 5 << 30

    package let mapRunArn: String
    package let bucket: String
    package let files: [ResultFile]
    package let manifest: ResultFile

    /// - Parameters:
    ///   - mapRunArn: ends with the id of the Map Run, behind the last colon.
    ///   - prefix: `ResultWriter.Parameters.Prefix`, without it the files lie at the top of the bucket.
    ///   - maximumFileBytes: where a file would become larger, the next is started.
    package init(
        _ results: some Sequence<ChildExecutionResult>, format: ResultFormat, mapRunArn: String, bucket: String,
        prefix: String?, maximumFileBytes: Int = largestFileBytes
    ) {
        let folder = Self.folder(mapRunArn: mapRunArn, prefix: prefix)
        var writers: [ChildExecutionResult.Group: ResultFileWriter] = [:]
        for result in results {
            let group = result.status.group
            writers[group, default: ResultFileWriter(format.outputType, maximumFileBytes: maximumFileBytes)]
                .append(format.values(of: result))
        }
        var files: [ResultFile] = []
        var listed = JSONObject()
        for group in ChildExecutionResult.Group.allCases {
            let contents = writers[group]?.finished() ?? []
            let ofGroup = contents.enumerated().map { number, bytes in
                ResultFile(
                    key: "\(folder)/\(group.rawValue)_\(number).\(format.outputType.fileExtension)", bytes: bytes)
            }
            listed[group.rawValue] = .array(
                ofGroup.map { ["Key": .string($0.key), "Size": .integer(Int64($0.bytes.count))] })
            files += ofGroup
        }
        let manifest: JSONValue = [
            "DestinationBucket": .string(bucket), "MapRunArn": .string(mapRunArn), "ResultFiles": .object(listed),
        ]
        self.mapRunArn = mapRunArn
        self.bucket = bucket
        self.files = files
        self.manifest = ResultFile(key: "\(folder)/manifest.json", bytes: Array(manifest.text.utf8))
    }

    /// The output of the state.
    package var stateOutput: JSONValue {
        [
            "MapRunArn": .string(mapRunArn),
            "ResultWriterDetails": ["Bucket": .string(bucket), "Key": .string(manifest.key)],
        ]
    }

    private static func folder(mapRunArn: String, prefix: String?) -> String {
        let id = mapRunArn.split(separator: ":").last.map(String.init) ?? mapRunArn
        guard var prefix, !prefix.isEmpty else { return id }
        if prefix.hasSuffix("/") { prefix.removeLast() }
        return "\(prefix)/\(id)"
    }
}

/// Fills the files of one group.
private struct ResultFileWriter {
    private let outputType: ResultFormat.OutputType
    private let maximumFileBytes: Int
    private var full: [[UInt8]] = []
    private var current: [UInt8] = []

    init(_ outputType: ResultFormat.OutputType, maximumFileBytes: Int) {
        self.outputType = outputType
        self.maximumFileBytes = maximumFileBytes
    }

    mutating func append(_ values: [JSONValue]) {
        for value in values {
            var writer = JSONWriter()
            writer.write(value)
            // A bracket or comma before, a bracket or line end behind.
            if !current.isEmpty, current.count + writer.bytes.count + 2 > maximumFileBytes { full.append(closed) }
            switch outputType {
            case .json: current.append(current.isEmpty ? UInt8(ascii: "[") : UInt8(ascii: ","))
            case .jsonLines: break
            }
            current += writer.bytes
            if outputType == .jsonLines { current.append(UInt8(ascii: "\n")) }
        }
    }

    /// The file so far, complete; starts the next.
    private var closed: [UInt8] {
        mutating get {
            defer { current = [] }
            return outputType == .json ? current + [UInt8(ascii: "]")] : current
        }
    }

    func finished() -> [[UInt8]] {
        var copy = self
        return current.isEmpty ? full : full + [copy.closed]
    }
}
