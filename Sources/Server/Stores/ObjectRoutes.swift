internal import NIOCore
internal import NIOHTTP1
internal import Tasks

/// S3's API on buckets and objects, with the bucket in the path.
///
/// Specification: Amazon S3 API Reference.
struct ObjectRoutes {
    let objects: FolderObjectStore

    /// Performs the request; may block.
    func reply(to request: HTTPRequest) -> HTTPReply {
        let place = ObjectPlace(path: request.path)
        do throws(ObjectStoreFault) {
            switch (request.method, place.bucket, place.key) {
            case (.GET, "", _): return .xml(BucketList(names: objects.bucketNames()).xml)
            case (.PUT, let bucket, ""):
                try objects.createBucket(bucket)
                return HTTPReply(headers: [("Location", "/\(bucket)")])
            case (.HEAD, let bucket, ""):
                _ = try objects.list(ObjectQuery(maximumCount: 1), in: bucket)
                return HTTPReply()
            case (.GET, let bucket, ""): return try list(bucket, QueryItems(request.query))
            case (.GET, let bucket, let key):
                let object = try objects.object(key, in: bucket)
                var reply = HTTPReply.object(object.summary, body: object.bytes)
                if request.headers.first(name: "x-amz-checksum-mode") == "ENABLED" {
                    reply.headers += [
                        ("x-amz-checksum-crc32", object.checksumCRC32), ("x-amz-checksum-type", "FULL_OBJECT"),
                    ]
                }
                return reply
            case (.HEAD, let bucket, let key): return .object(try objects.summary(of: key, in: bucket), body: nil)
            case (.PUT, let bucket, let key): return try put(request, key, bucket)
            case (.DELETE, let bucket, let key) where !key.isEmpty:
                try objects.delete(key, in: bucket)
                return HTTPReply(status: .noContent)
            default:
                return .store(
                    StoreRefusal(
                        code: "NotImplemented", message: "The built-in S3 has no \(request.method.rawValue) here",
                        status: 501)
                )
            }
        } catch {
            return .store(StoreRefusal(error))
        }
    }

    private func put(_ request: HTTPRequest, _ key: String, _ bucket: String) throws(ObjectStoreFault) -> HTTPReply {
        let headers = request.headers
        if let source = headers.first(name: "x-amz-copy-source") {
            let place = ObjectPlace(path: (source.hasPrefix("/") ? source : "/\(source)")[...])
            let original = try objects.object(place.key, in: place.bucket)
            let copy = NewObject(
                bytes: original.bytes, contentType: original.summary.contentType, metadata: original.summary.metadata)
            return .xml(CopyResult(summary: try objects.put(copy, as: key, in: bucket)).xml)
        }
        let metadata = headers.reduce(into: [String: String]()) { metadata, header in
            let name = header.name.lowercased()
            if name.hasPrefix("x-amz-meta-") { metadata[String(name.dropFirst("x-amz-meta-".count))] = header.value }
        }
        let sent = Array(request.body.readableBytesView)
        let isChunked = headers.first(name: "x-amz-content-sha256")?.hasPrefix("STREAMING-") == true
        let object = NewObject(
            bytes: isChunked ? ChunkedBody.payload(of: sent) : sent,
            contentType: headers.first(name: "content-type") ?? "binary/octet-stream", metadata: metadata)
        let summary = try objects.put(object, as: key, in: bucket)
        return HTTPReply(headers: [("ETag", summary.eTag), HTTPReply.encryptionHeader])
    }

    private func list(_ bucket: String, _ items: QueryItems) throws(ObjectStoreFault) -> HTTPReply {
        let isSecondVersion = items["list-type"] == "2"
        let query = ObjectQuery(
            prefix: items["prefix"] ?? "", delimiter: items["delimiter"],
            startAfter: isSecondVersion ? items["start-after"] : items["marker"],
            continuationToken: items["continuation-token"],
            maximumCount: min(1_000, items["max-keys"].flatMap { Int($0) } ?? 1_000))
        return .xml(ObjectList(bucket: bucket, query: query, page: try objects.list(query, in: bucket)).xml)
    }
}

/// `/bucket/key`, percent-encoded.
private struct ObjectPlace {
    let bucket: String
    let key: String

    init(path: Substring) {
        let parts = path.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        bucket = parts.first?.removingPercentEncoding ?? ""
        key = parts.count > 1 ? parts[1].removingPercentEncoding : ""
    }
}

/// What stands behind the question mark of a URL.
private struct QueryItems {
    private var values: [String: String] = [:]

    init(_ query: Substring) {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[parts[0].removingPercentEncoding] = parts.count > 1 ? parts[1].removingPercentEncoding : ""
        }
    }

    subscript(name: String) -> String? { values[name] }
}

extension Substring {
    fileprivate var removingPercentEncoding: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
