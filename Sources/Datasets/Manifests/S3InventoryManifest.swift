import JSON

/// The `manifest.json` of an S3 inventory (`ManifestType` `S3_INVENTORY`): it names the data files, packed CSV without
/// headers, and their columns.
///
/// Source: Amazon S3 User Guide, "Locating your inventory list".
package struct S3InventoryManifest: Hashable, Sendable {
    /// The files with the rows, in order.
    package let dataFiles: [S3Location]
    /// The columns of the data files, in order.
    package let columns: [String]

    /// - Throws: `DatasetError` where the manifest is not valid, or its files are not CSV.
    package init(_ bytes: [UInt8]) throws(DatasetError) {
        let manifest: JSONValue
        do {
            manifest = try JSONValue(parsing: bytes)
        } catch {
            throw .invalidJSON(error)
        }
        let format = try Self.text("fileFormat", of: manifest)
        guard format == "CSV" else { throw .unsupportedInventoryFormat(format) }
        columns = try Self.text("fileSchema", of: manifest).split(separator: ",").map {
            String(String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()))
        }
        let destination = try Self.text("destinationBucket", of: manifest)
        let bucket = destination.split(separator: ":").last.map(String.init) ?? destination
        guard case .array(let files)? = manifest["files"] else { throw .invalidManifest("'files' must be an array") }
        var locations: [S3Location] = []
        for (place, file) in files.enumerated() {
            guard let key = file["key"]?.string else {
                throw .invalidManifest("'files[\(place)].key' must be a string")
            }
            locations.append(S3Location(bucket: bucket, key: key))
        }
        dataFiles = locations
    }

    /// How each of the data files is read.
    package func configuration(maxItems: Int? = nil) throws(DatasetError) -> ReaderConfiguration {
        try ReaderConfiguration(format: .csv(CSVConfiguration(header: .given(columns))), maxItems: maxItems)
    }

    private static func text(_ name: String, of manifest: JSONValue) throws(DatasetError) -> String {
        guard let text = manifest[name]?.string else { throw .invalidManifest("'\(name)' must be a string") }
        return text
    }
}
