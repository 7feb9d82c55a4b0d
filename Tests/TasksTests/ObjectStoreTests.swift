import Digests
import JSON
import Testing

@testable import Tasks

@Suite struct FolderObjectStoreTests {
    let folder: TemporaryFolder
    let store: FolderObjectStore

    init() throws {
        folder = try TemporaryFolder()
        store = FolderObjectStore(folder: folder.path)
        try store.createBucket("data")
    }

    private func put(_ key: String, _ text: String = "x") throws {
        _ = try store.put(NewObject(bytes: Array(text.utf8)), as: key, in: "data")
    }

    private func text(_ key: String) throws -> String {
        String(decoding: try store.object(key, in: "data").bytes, as: UTF8.self)
    }

    private func keys(_ query: ObjectQuery = ObjectQuery()) throws -> [String] {
        try store.list(query, in: "data").objects.map(\.key)
    }

    static let oddKeys = [
        "a", "a/b", "a/b/c", "a//b", "/a", "a/", "..", "../../etc/passwd", "./a", "a/../b", ".baton", ".baton/x", "%41",
        "a%2Fb", "é/ü", "日本", "with blank", "a\nb", "~", "*?<>|", "-rf", "a\\b", "%", "a/.baton/b", "x.", "...",
    ]

    @Test(arguments: oddKeys) func everyKeyComesBack(key: String) throws {
        try put(key, "text of \(key)")
        #expect(try text(key) == "text of \(key)")
        #expect(try keys() == [key])
        try store.delete(key, in: "data")
        #expect(throws: ObjectStoreFault.noSuchKey(key)) { try store.object(key, in: "data") }
        #expect(try keys() == [])
    }

    @Test func oddKeysStandSideBySide() throws {
        for key in Self.oddKeys { try put(key, key) }
        for key in Self.oddKeys { #expect(try text(key) == key) }
        #expect(try keys() == Self.oddKeys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        for key in Self.oddKeys.reversed() { try put(key, key + "2") }
        for key in Self.oddKeys { #expect(try text(key) == key + "2") }
        #expect(try keys().count == Self.oddKeys.count)
        #expect(FileSystem.names(in: folder.path) == ["data"])
    }

    @Test func aKeyIsThePathOfItsFile() throws {
        try put("reports/2026/a.csv", "1,2")
        #expect(try FileSystem.read("\(folder.path)/data/reports/2026/a.csv") == Array("1,2".utf8))
        try folder.write("data/dropped/b.txt", "hello")
        #expect(try text("dropped/b.txt") == "hello")
        #expect(try store.summary(of: "dropped/b.txt", in: "data").contentType == "binary/octet-stream")
    }

    @Test func tellsAboutAnObject() throws {
        let object = NewObject(bytes: Array("text data".utf8), contentType: "text/csv", metadata: ["a": "1"])
        let written = try store.put(object, as: "k", in: "data")
        #expect(written.eTag == "\"332eec544317a6d340b8e77da7fe54ad\"")
        let summary = try store.summary(of: "k", in: "data")
        #expect(summary == written)
        #expect(summary.byteCount == 9)
        #expect(summary.contentType == "text/csv")
        #expect(summary.metadata == ["a": "1"])
        #expect(try store.object("k", in: "data").summary == summary)
        try put("k", "other")
        #expect(try store.summary(of: "k", in: "data").contentType == "binary/octet-stream")
        #expect(
            try store.summary(of: "k", in: "data").eTag == "\"\(Digest.md5.hash(Array("other".utf8)).hexadecimal)\"")
    }

    @Test func pagesThroughAListInTheOrderOfBytes() throws {
        for number in 0..<25 { try put("n/\(number)") }
        try put("N"); try put("o")
        var query = ObjectQuery(prefix: "n/", maximumCount: 10)
        var all: [String] = []
        var pages = 0
        repeat {
            let page = try store.list(query, in: "data")
            all += page.objects.map(\.key)
            query.continuationToken = page.nextToken
            pages += 1
        } while query.continuationToken != nil
        #expect(pages == 3)
        #expect(all == (0..<25).map { "n/\($0)" }.sorted())
        #expect(try keys(ObjectQuery(startAfter: "n/9")) == ["o"])
        #expect(try keys(ObjectQuery(prefix: "n/2")) == ["n/2", "n/20", "n/21", "n/22", "n/23", "n/24"])
    }

    @Test func rollsUpCommonPrefixes() throws {
        for key in ["a.txt", "p/1", "p/2", "q/1", "q/r/2", "z"] { try put(key) }
        let top = try store.list(ObjectQuery(delimiter: "/"), in: "data")
        #expect(top.objects.map(\.key) == ["a.txt", "z"])
        #expect(top.commonPrefixes == ["p/", "q/"])
        let below = try store.list(ObjectQuery(prefix: "q/", delimiter: "/"), in: "data")
        #expect(below.objects.map(\.key) == ["q/1"])
        #expect(below.commonPrefixes == ["q/r/"])
        var query = ObjectQuery(delimiter: "/", maximumCount: 1)
        var seen: [String] = []
        repeat {
            let page = try store.list(query, in: "data")
            seen += page.objects.map(\.key) + page.commonPrefixes
            query.continuationToken = page.nextToken
        } while query.continuationToken != nil
        #expect(seen == ["a.txt", "p/", "q/", "z"])
    }

    @Test(arguments: ["", "a", "..", "../x", "a/b", ".hidden", "a..b", "a b"]) func refusesBucketNames(name: String) {
        #expect(throws: ObjectStoreFault.invalidBucketName(name)) { try store.createBucket(name) }
    }

    @Test func namesWhatIsMissing() {
        #expect(throws: ObjectStoreFault.noSuchBucket("nowhere")) { try store.object("k", in: "nowhere") }
        #expect(throws: ObjectStoreFault.noSuchKey("k")) { try store.object("k", in: "data") }
        #expect(throws: ObjectStoreFault.keyTooLong) { try put(String(repeating: "k", count: 1_025)) }
        #expect(throws: ObjectStoreFault.keyTooLong) { try put("") }
    }

    @Test func longKeysFitAsFolders() throws {
        let key = Array(repeating: String(repeating: "k", count: 200), count: 5).joined(separator: "/")
        try put(key, "long")
        #expect(try text(key) == "long")
    }

    @Test func removesFoldersThatBecomeEmpty() throws {
        try put("a/b/c"); try put("a/d")
        try store.delete("a/b/c", in: "data")
        #expect(!FileSystem.isDirectory("\(folder.path)/data/a/b"))
        #expect(try keys() == ["a/d"])
    }
}

/// The recorded answers of `aws-sdk:s3:…`.
@Suite struct ObjectServiceTests {
    let folder: TemporaryFolder
    let handler: ServiceTaskHandler

    init() throws {
        folder = try TemporaryFolder()
        let store = FolderObjectStore(folder: folder.path)
        try store.createBucket("bucket-name")
        handler = ServiceTaskHandler(caller: ObjectService(store: store))
    }

    private func call(_ action: String, _ parameters: JSONValue) async -> TaskReport {
        let resource = TaskResource.service(service: "s3", action: action, pattern: .requestResponse, isSDK: true)
        return await outcome { done in _ = handler.start(attempt(resource, parameters), report: done) }
    }

    @Test(
        arguments: [
            (["Dict": "Value"], "hnEfWw==", "49e31cee5aec8faf3345893addb14346"),
            (["List", "Data"], "1F2MPA==", "6b23860357f6e63a0272b7f1143a663a"),
            ("text data", "KUmHvQ==", "2b5df3712557f503a9977a8ea893b2c9"),
        ] as [(JSONValue, JSONValue, String)])
    func putObject(body: JSONValue, checksum: JSONValue, eTag: String) async {
        let report = await call("putObject", ["Bucket": "bucket-name", "Key": "file-key", "Body": body])
        let output: JSONValue = [
            "ChecksumCRC32": checksum, "ChecksumType": "FULL_OBJECT", "ETag": .string("\"\(eTag)\""),
            "ServerSideEncryption": "AES256",
        ]
        #expect(report == .succeeded(output: output))
    }

    @Test func getObject() async throws {
        _ = await call(
            "putObject", ["Bucket": "bucket-name", "Key": "a/b", "Body": ["Dict": "Value"], "Metadata": ["m": "1"]])
        guard case .succeeded(let output) = await call("getObject", ["Bucket": "bucket-name", "Key": "a/b"]) else {
            Issue.record("no object")
            return
        }
        #expect(output["Body"] == #"{"Dict":"Value"}"#)
        #expect(output["ContentLength"] == 16)
        #expect(output["ContentType"] == "text/plain; charset=UTF-8")
        #expect(output["Metadata"] == ["m": "1"])
        #expect(output["AcceptRanges"] == "bytes")
        #expect(output["LastModified"]?.string?.utf8.count == 20)
    }

    @Test func missingKeyAndBucket() async throws {
        guard case .failed(let error, let cause?) = await call("getObject", ["Bucket": "bucket-name", "Key": "no"])
        else {
            Issue.record("found")
            return
        }
        #expect(error == "S3.NoSuchKeyException")
        #expect(cause.hasPrefix("The specified key does not exist. (Service: S3, Status Code: 404, Request ID: "))
        #expect(cause.contains(", Extended Request ID: "))
        guard case .failed(let other, _) = await call("getObject", ["Bucket": "nowhere", "Key": "no"]) else {
            Issue.record("found")
            return
        }
        #expect(other == "S3.NoSuchBucketException")
    }

    @Test func copiesListsAndDeletes() async throws {
        _ = await call("putObject", ["Bucket": "bucket-name", "Key": "a b", "Body": "1"])
        _ = await call("copyObject", ["Bucket": "bucket-name", "Key": "copy", "CopySource": "/bucket-name/a%20b"])
        guard case .succeeded(let list) = await call("listObjectsV2", ["Bucket": "bucket-name"]) else {
            Issue.record("no list")
            return
        }
        #expect(list["KeyCount"] == 2)
        #expect(list["IsTruncated"] == false)
        #expect(list["Contents"]?.array?.map { $0["Key"] ?? nil } == ["a b", "copy"])
        #expect(list["Contents"]?[0]?["StorageClass"] == "STANDARD")
        #expect(await call("deleteObject", ["Bucket": "bucket-name", "Key": "copy"]) == .succeeded(output: [:]))
        guard
            case .failed("S3.NoSuchKeyException", _) = await call(
                "headObject", ["Bucket": "bucket-name", "Key": "copy"])
        else {
            Issue.record("still there")
            return
        }
    }

    @Test func otherActionsNameTheSetting() async {
        guard case .failed("States.Runtime", let cause?) = await call("selectObjectContent", [:]) else {
            Issue.record("performed")
            return
        }
        #expect(cause.contains("AWS_ENDPOINT_URL_S3"))
    }
}
