internal import NIOHTTP1
internal import Tasks

/// The answer to ListBuckets.
struct BucketList {
    let names: [String]

    var xml: String {
        let buckets = names.map { "<Bucket><Name>\($0.xmlEscaped)</Name></Bucket>" }.joined()
        return "<ListAllMyBucketsResult><Buckets>\(buckets)</Buckets></ListAllMyBucketsResult>"
    }
}

/// The answer to ListObjects and ListObjectsV2.
struct ObjectList {
    let bucket: String
    let query: ObjectQuery
    let page: ObjectPage

    var xml: String {
        let objects = page.objects.map { object in
            "<Contents><Key>\(object.key.xmlEscaped)</Key><LastModified>\(object.lastModified)</LastModified>"
                + "<ETag>\(object.eTag.xmlEscaped)</ETag><Size>\(object.byteCount)</Size>"
                + "<StorageClass>STANDARD</StorageClass></Contents>"
        }
        let prefixes = page.commonPrefixes.map { "<CommonPrefixes><Prefix>\($0.xmlEscaped)</Prefix></CommonPrefixes>" }
        let next = page.nextToken.map { "<NextContinuationToken>\($0.xmlEscaped)</NextContinuationToken>" } ?? ""
        return "<ListBucketResult><Name>\(bucket.xmlEscaped)</Name><Prefix>\(query.prefix.xmlEscaped)</Prefix>"
            + "<KeyCount>\(page.objects.count + page.commonPrefixes.count)</KeyCount><MaxKeys>\(query.maximumCount)</MaxKeys>"
            + "<IsTruncated>\(page.nextToken != nil)</IsTruncated>\(next)\(objects.joined())\(prefixes.joined())"
            + "</ListBucketResult>"
    }
}

/// The answer to CopyObject.
struct CopyResult {
    let summary: ObjectSummary

    var xml: String {
        "<CopyObjectResult><LastModified>\(summary.lastModified)</LastModified><ETag>\(summary.eTag.xmlEscaped)</ETag>"
            + "</CopyObjectResult>"
    }
}

extension HTTPReply {
    static func xml(_ document: String, status: HTTPResponseStatus = .ok) -> HTTPReply {
        HTTPReply(
            status: status, headers: [("Content-Type", "application/xml"), ("x-amz-request-id", RandomID.uuid())],
            body: Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(document)".utf8))
    }

    /// S3's form of an error.
    static func store(_ refusal: StoreRefusal) -> HTTPReply {
        .xml(
            "<Error><Code>\(refusal.code)</Code><Message>\(refusal.message.xmlEscaped)</Message></Error>",
            status: HTTPResponseStatus(statusCode: refusal.status))
    }

    /// S3 tells that it encrypts what it keeps, since January 2023 of every object.
    static let encryptionHeader = ("x-amz-server-side-encryption", "AES256")

    /// An object, or what HEAD tells of it.
    static func object(_ summary: ObjectSummary, body: [UInt8]?) -> HTTPReply {
        var headers = [
            ("ETag", summary.eTag), ("Content-Type", summary.contentType),
            ("Last-Modified", summary.lastModifiedHTTPDate),
            ("Accept-Ranges", "bytes"), ("x-amz-request-id", RandomID.uuid()), encryptionHeader,
        ]
        for (name, value) in summary.metadata.sorted(by: { $0.key < $1.key }) {
            headers.append(("x-amz-meta-\(name)", value))
        }
        if body == nil { headers.append(("Content-Length", "\(summary.byteCount)")) }
        return HTTPReply(headers: headers.map { (name: $0.0, value: $0.1) }, body: body ?? [])
    }
}

extension String {
    fileprivate var xmlEscaped: String {
        reduce(into: "") { text, character in
            switch character {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            default: text.append(character)
            }
        }
    }
}
