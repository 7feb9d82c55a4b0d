import JSON

/// One object of a listing (`s3:listObjectsV2`), as a Map without transformation gets it.
package struct ListedObject: Hashable, Sendable {
    package let key: String
    /// With the quotes that S3 puts around it.
    package let entityTag: String
    /// Since 1970.
    package let lastModifiedSeconds: Int64
    package let sizeBytes: Int64
    package let storageClass: String

    package init(
        key: String, entityTag: String, lastModifiedSeconds: Int64, sizeBytes: Int64, storageClass: String = "STANDARD"
    ) {
        self.key = key
        self.entityTag = entityTag
        self.lastModifiedSeconds = lastModifiedSeconds
        self.sizeBytes = sizeBytes
        self.storageClass = storageClass
    }

    /// The item, with its members in AWS's order.
    package var item: DatasetItem {
        DatasetItem(value: [
            "Etag": .string(entityTag), "LastModified": .integer(lastModifiedSeconds), "Key": .string(key),
            "Size": .integer(sizeBytes), "StorageClass": .string(storageClass),
        ])
    }
}
