/// Where an object lies in S3.
package struct S3Location: Hashable, Sendable, CustomStringConvertible {
    package let bucket: String
    package let key: String

    package init(bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
    }

    /// Reads `s3://bucket/key`, in any case of the scheme; `nil` where the text is something else.
    package init?(uri: some StringProtocol) {
        guard uri.prefix(5).lowercased() == "s3://" else { return nil }
        let parts = uri.dropFirst(5).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(bucket: String(parts[0]), key: String(parts[1]))
    }

    package var description: String { "s3://\(bucket)/\(key)" }
}
