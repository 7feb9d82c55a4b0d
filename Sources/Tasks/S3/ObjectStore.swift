/// Objects in S3 buckets; every operation may block.
///
/// Task states reach it through `aws-sdk:s3:…`, a distributed Map's reader and writer directly.
package protocol ObjectStore: Sendable {
    func object(_ key: String, in bucket: String) throws(ObjectStoreFault) -> StoredObject

    /// What `object` tells, without the bytes.
    func summary(of key: String, in bucket: String) throws(ObjectStoreFault) -> ObjectSummary

    /// Makes or replaces the object, wholly or not at all.
    func put(_ object: NewObject, as key: String, in bucket: String) throws(ObjectStoreFault) -> ObjectSummary

    /// Removes the object; a missing one is no fault.
    func delete(_ key: String, in bucket: String) throws(ObjectStoreFault)

    func list(_ query: ObjectQuery, in bucket: String) throws(ObjectStoreFault) -> ObjectPage
}

package struct NewObject: Hashable, Sendable {
    package var bytes: [UInt8]
    package var contentType: String
    /// The user's own metadata, without `x-amz-meta-`.
    package var metadata: [String: String]

    package init(bytes: [UInt8], contentType: String = "binary/octet-stream", metadata: [String: String] = [:]) {
        self.bytes = bytes
        self.contentType = contentType
        self.metadata = metadata
    }
}

package struct StoredObject: Hashable, Sendable {
    package var bytes: [UInt8]
    package var summary: ObjectSummary

    /// As S3 gives it, in Base64.
    package var checksumCRC32: String { CRC32.text(bytes) }
}

package struct ObjectSummary: Hashable, Sendable {
    package var key: String
    /// With its quotes.
    package var eTag: String
    package var byteCount: Int64
    /// Milliseconds since 1970.
    package var lastModifiedMilliseconds: Int64
    package var contentType: String
    package var metadata: [String: String]

    /// When the object was written, in ISO 8601.
    package var lastModified: String { WallTime(milliseconds: lastModifiedMilliseconds).iso8601 }

    /// The same as HTTP writes it.
    package var lastModifiedHTTPDate: String { WallTime(milliseconds: lastModifiedMilliseconds).httpDate }
}

/// Which objects to list.
package struct ObjectQuery: Hashable, Sendable {
    package var prefix: String
    /// Keys that have it after the prefix are rolled up into `commonPrefixes`.
    package var delimiter: String?
    /// Only keys after this one.
    package var startAfter: String?
    /// Where the page before ended.
    package var continuationToken: String?
    package var maximumCount: Int

    package init(
        prefix: String = "", delimiter: String? = nil, startAfter: String? = nil, continuationToken: String? = nil,
        maximumCount: Int = 1_000
    ) {
        self.prefix = prefix
        self.delimiter = delimiter
        self.startAfter = startAfter
        self.continuationToken = continuationToken
        self.maximumCount = maximumCount
    }
}

/// Some of the objects that a query asks for, by key in the order of its UTF-8 bytes.
package struct ObjectPage: Hashable, Sendable {
    package var objects: [ObjectSummary]
    package var commonPrefixes: [String]
    /// For the next page; nothing on the last one.
    package var nextToken: String?
}

package enum ObjectStoreFault: Error, Hashable, Sendable, CustomStringConvertible {
    case noSuchBucket(String)
    case noSuchKey(String)
    case invalidBucketName(String)
    case keyTooLong
    /// The file system refused.
    case system(SystemError)
    /// An AWS-compatible endpoint refused, in Step Functions' words.
    case service(error: String, cause: String)

    package var description: String {
        switch self {
        case .noSuchBucket: "The specified bucket does not exist"
        case .noSuchKey: "The specified key does not exist."
        case .invalidBucketName: "The specified bucket is not valid."
        case .keyTooLong: "Your key is too long"
        case .system(let error): error.description
        case .service(let error, let cause): "\(error): \(cause)"
        }
    }
}
