import Dispatch
internal import JSON

/// The calls of S3 on objects, answered by a store of ours.
struct ObjectService: ServiceCaller {
    let store: FolderObjectStore
    private let queue = DispatchQueue(label: "baton.objects", attributes: .concurrent)

    init(store: FolderObjectStore) { self.store = store }

    func perform(
        _ call: ServiceCall, completion: @escaping @Sendable (Result<ServiceResponse, ServiceCallFailure>) -> Void
    ) -> TaskCancellation {
        queue.async {
            do throws(ServiceFailure) {
                let result = try answer(call)
                completion(
                    .success(ServiceResponse(result: result, status: 200, headers: [], requestID: randomRequestID())))
            } catch {
                completion(.failure(ServiceCallFailure(failure: error, serviceID: "S3")))
            }
        }
        return .none
    }

    private func answer(_ call: ServiceCall) throws(ServiceFailure) -> JSONObject {
        let request = ObjectRequest(parameters: call.parameters)
        do throws(ObjectStoreFault) {
            switch call.action {
            case "getObject": return try get(request)
            case "headObject": return try head(request)
            case "putObject": return try put(request)
            case "copyObject": return try copy(request)
            case "deleteObject":
                try store.delete(request.key, in: request.bucket)
                return [:]
            case "listObjectsV2": return try list(request)
            case "createBucket":
                try store.createBucket(request.bucket)
                return ["Location": .string("/\(request.bucket)")]
            case "listBuckets":
                return ["Buckets": .array(store.bucketNames().map { ["Name": .string($0)] })]
            default: break
            }
        } catch {
            throw refusal(error, isHead: call.action == "headObject")
        }
        throw .misconfigured(
            "The built-in S3 has no action '\(call.action)'. Set AWS_ENDPOINT_URL_S3, or 'endpoint' under "
                + "'resources.s3' in baton.yaml, to an S3-compatible endpoint.")
    }

    private func get(_ request: ObjectRequest) throws(ObjectStoreFault) -> JSONObject {
        let object = try store.object(request.key, in: request.bucket)
        var result = properties(of: object.summary)
        result["Body"] = .string(String(decoding: object.bytes, as: UTF8.self))
        if request.text("ChecksumMode") == "ENABLED" {
            result["ChecksumCRC32"] = .string(CRC32.text(object.bytes))
            result["ChecksumType"] = "FULL_OBJECT"
        }
        return sorted(result)
    }

    private func head(_ request: ObjectRequest) throws(ObjectStoreFault) -> JSONObject {
        sorted(properties(of: try store.summary(of: request.key, in: request.bucket)))
    }

    private func properties(of summary: ObjectSummary) -> JSONObject {
        [
            "AcceptRanges": "bytes", "ContentLength": .integer(summary.byteCount),
            "ContentType": .string(summary.contentType), "ETag": .string(summary.eTag),
            "LastModified": .string(summary.lastModified), "Metadata": metadata(summary.metadata),
            "ServerSideEncryption": "AES256",
        ]
    }

    private func put(_ request: ObjectRequest) throws(ObjectStoreFault) -> JSONObject {
        let object = NewObject(
            bytes: request.body, contentType: request.text("ContentType") ?? "text/plain; charset=UTF-8",
            metadata: request.metadata)
        let summary = try store.put(object, as: request.key, in: request.bucket)
        return [
            "ChecksumCRC32": .string(CRC32.text(object.bytes)), "ChecksumType": "FULL_OBJECT",
            "ETag": .string(summary.eTag), "ServerSideEncryption": "AES256",
        ]
    }

    private func copy(_ request: ObjectRequest) throws(ObjectStoreFault) -> JSONObject {
        let source = request.copySource
        let object = try store.object(source.key, in: source.bucket)
        let replaces = request.text("MetadataDirective") == "REPLACE"
        let copy = NewObject(
            bytes: object.bytes,
            contentType: replaces ? request.text("ContentType") ?? "binary/octet-stream" : object.summary.contentType,
            metadata: replaces ? request.metadata : object.summary.metadata)
        let summary = try store.put(copy, as: request.key, in: request.bucket)
        return [
            "CopyObjectResult": ["ETag": .string(summary.eTag), "LastModified": .string(summary.lastModified)],
            "ServerSideEncryption": "AES256",
        ]
    }

    private func list(_ request: ObjectRequest) throws(ObjectStoreFault) -> JSONObject {
        let maximumCount = min(1_000, max(0, Int(request.parameters["MaxKeys"]?.integer ?? 1_000)))
        let query = ObjectQuery(
            prefix: request.text("Prefix") ?? "", delimiter: request.text("Delimiter"),
            startAfter: request.text("StartAfter"), continuationToken: request.text("ContinuationToken"),
            maximumCount: maximumCount)
        let page = try store.list(query, in: request.bucket)
        var result: JSONObject = [
            "IsTruncated": .bool(page.nextToken != nil),
            "KeyCount": .integer(Int64(page.objects.count + page.commonPrefixes.count)),
            "MaxKeys": .integer(Int64(maximumCount)), "Name": .string(request.bucket), "Prefix": .string(query.prefix),
            "Contents": .array(page.objects.map(entry)),
            "CommonPrefixes": .array(page.commonPrefixes.map { ["Prefix": .string($0)] }),
        ]
        for name in ["Delimiter", "StartAfter", "ContinuationToken"] {
            if let text = request.text(name) { result[name] = .string(text) }
        }
        if let token = page.nextToken { result["NextContinuationToken"] = .string(token) }
        return sorted(result)
    }

    private func entry(_ summary: ObjectSummary) -> JSONValue {
        [
            "ETag": .string(summary.eTag), "Key": .string(summary.key), "LastModified": .string(summary.lastModified),
            "Size": .integer(summary.byteCount), "StorageClass": "STANDARD",
        ]
    }

    private func metadata(_ metadata: [String: String]) -> JSONValue {
        .object(JSONObject(metadata.sorted { $0.key < $1.key }.map { (key: $0.key, value: .string($0.value)) }))
    }

    private func sorted(_ object: JSONObject) -> JSONObject { JSONObject(object.sorted { $0.key < $1.key }) }

    private func refusal(_ fault: ObjectStoreFault, isHead: Bool) -> ServiceFailure {
        let (code, exception, status): (String, String?, Int)
        switch fault {
        case .noSuchKey: (code, exception, status) = ("NoSuchKey", "NoSuchKeyException", 404)
        case .noSuchBucket: (code, exception, status) = ("NoSuchBucket", "NoSuchBucketException", 404)
        case .invalidBucketName: (code, exception, status) = ("InvalidBucketName", nil, 400)
        case .keyTooLong: (code, exception, status) = ("KeyTooLongError", nil, 400)
        case .system, .service: return .misconfigured(fault.description)
        }
        return .refused(
            ServiceRefusal(
                code: code, exception: exception, message: isHead ? "Not Found" : fault.description, status: status,
                requestID: randomRequestID(), extendedRequestID: Base64.encode(Array(randomRequestID().utf8))))
    }
}

/// The parameters of a call on objects.
private struct ObjectRequest {
    let parameters: JSONValue

    var bucket: String { text("Bucket") ?? "" }
    var key: String { text("Key") ?? "" }

    func text(_ name: String) -> String? { parameters[name]?.string }

    /// `Body` as JSON text: a string keeps its quotes, as Step Functions writes it.
    var body: [UInt8] {
        guard let value = parameters["Body"], !value.isNull else { return [] }
        return Array(value.text.utf8)
    }

    var metadata: [String: String] {
        (parameters["Metadata"]?.object ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.string ?? $1.value.text }
    }

    /// `bucket/key`, percent-encoded, perhaps with a slash before it.
    var copySource: (bucket: String, key: String) {
        let text = String(decoding: percentDecoded(text("CopySource") ?? ""), as: UTF8.self)
        let path = text.hasPrefix("/") ? text.dropFirst() : text[...]
        let bucket = path.prefix { $0 != "/" }
        return (String(bucket), String(path.dropFirst(bucket.count + 1)))
    }
}
