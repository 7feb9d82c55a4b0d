/// The manifest that Athena's `UNLOAD` leaves (`ManifestType` `ATHENA_DATA`): the address of one data file on each line.
///
/// The data files are read as `InputType` says.
///
/// Source: AWS Step Functions Developer Guide, "ItemReader (Map)".
package struct AthenaManifest: Hashable, Sendable {
    /// The files with the data, in order.
    package let dataFiles: [S3Location]

    /// - Throws: `DatasetError` where a line is not an address such as `s3://bucket/key`.
    package init(_ bytes: [UInt8]) throws(DatasetError) {
        var rows = CSVRows(bytes, delimiter: UInt8(ascii: ","))
        var locations: [S3Location] = []
        while let row = try rows.next() {
            guard let text = row.first, let location = S3Location(uri: text) else {
                throw .invalidManifest("'\(row.first?.prefix(100) ?? "")' is not an address such as s3://bucket/key")
            }
            locations.append(location)
        }
        dataFiles = locations
    }
}
