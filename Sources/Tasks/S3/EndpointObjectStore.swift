internal import JSON

/// The objects behind an S3-compatible endpoint.
struct EndpointObjectStore: ObjectStore {
    let service: any ServiceCaller
    let region: String

    func object(_ key: String, in bucket: String) throws(ObjectStoreFault) -> StoredObject {
        let result = try call("getObject", ["Bucket": .string(bucket), "Key": .string(key)])
        let bytes = result["Body"]?["$base64"]?.string.flatMap(Base64.decode) ?? []
        return StoredObject(bytes: bytes, summary: summary(of: key, result))
    }

    func summary(of key: String, in bucket: String) throws(ObjectStoreFault) -> ObjectSummary {
        summary(of: key, try call("headObject", ["Bucket": .string(bucket), "Key": .string(key)]))
    }

    func put(_ object: NewObject, as key: String, in bucket: String) throws(ObjectStoreFault) -> ObjectSummary {
        let metadata = object.metadata.map { (key: $0.key, value: JSONValue.string($0.value)) }
        let result = try call(
            "putObject",
            [
                "Bucket": .string(bucket), "Key": .string(key), "ContentType": .string(object.contentType),
                "Metadata": .object(JSONObject(metadata)), "Body": ["$base64": .string(Base64.encode(object.bytes))],
            ])
        return ObjectSummary(
            key: key, eTag: result["ETag"]?.string ?? "", byteCount: Int64(object.bytes.count),
            lastModifiedMilliseconds: WallTime.now.milliseconds, contentType: object.contentType,
            metadata: object.metadata)
    }

    func delete(_ key: String, in bucket: String) throws(ObjectStoreFault) {
        _ = try call("deleteObject", ["Bucket": .string(bucket), "Key": .string(key)])
    }

    func list(_ query: ObjectQuery, in bucket: String) throws(ObjectStoreFault) -> ObjectPage {
        var parameters: JSONObject = [
            "Bucket": .string(bucket), "Prefix": .string(query.prefix),
            "MaxKeys": .integer(Int64(min(1_000, query.maximumCount))),
        ]
        if let delimiter = query.delimiter { parameters["Delimiter"] = .string(delimiter) }
        if let startAfter = query.startAfter { parameters["StartAfter"] = .string(startAfter) }
        if let token = query.continuationToken { parameters["ContinuationToken"] = .string(token) }
        let result = try call("listObjectsV2", parameters)
        return ObjectPage(
            objects: (result["Contents"]?.array ?? []).map { entry -> ObjectSummary in
                summary(of: entry["Key"]?.string ?? "", entry.object ?? [:])
            },
            commonPrefixes: (result["CommonPrefixes"]?.array ?? []).compactMap { $0["Prefix"]?.string },
            nextToken: result["NextContinuationToken"]?.string)
    }

    private func summary(of key: String, _ result: JSONObject) -> ObjectSummary {
        ObjectSummary(
            key: key, eTag: result["ETag"]?.string ?? "",
            byteCount: result["ContentLength"]?.integer ?? result["Size"]?.integer ?? 0,
            lastModifiedMilliseconds: result["LastModified"]?.string.flatMap(WallTime.init(iso8601:))?.milliseconds
                ?? 0,
            contentType: result["ContentType"]?.string ?? "binary/octet-stream",
            metadata: (result["Metadata"]?.object ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.string })
    }

    private func call(_ action: String, _ parameters: JSONObject) throws(ObjectStoreFault) -> JSONObject {
        let call = ServiceCall(
            service: "s3", action: action, parameters: .object(parameters), region: region, wantsBase64: true)
        let answer = Answer<Result<ServiceResponse, ServiceCallFailure>>()
        _ = service.perform(call, completion: answer.give)
        switch answer.wait() {
        case .success(let response): return response.result
        case .failure(let failure): throw fault(failure.failure, parameters)
        }
    }

    private func fault(_ failure: ServiceFailure, _ parameters: JSONObject) -> ObjectStoreFault {
        if case .refused(let refusal) = failure {
            if refusal.code == "NoSuchBucket" { return .noSuchBucket(parameters["Bucket"]?.string ?? "") }
            if refusal.code == "NoSuchKey" || refusal.status == 404 {
                return .noSuchKey(parameters["Key"]?.string ?? "")
            }
        }
        let error = failure.taskError(of: .s3, isSDK: true)
        return .service(error: error.name, cause: error.cause ?? "")
    }
}
