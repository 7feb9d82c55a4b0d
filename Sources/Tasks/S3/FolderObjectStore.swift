internal import Digests
internal import JSON
import Synchronization

/// Buckets as folders, objects as files: what a user puts there is there, and what a workflow writes can be looked at.
///
/// Content type and metadata of objects that a workflow wrote are kept in `.baton/` at the top of the bucket.
package final class FolderObjectStore: ObjectStore {
    private let folder: String
    /// One change at a time, so that a key is never in both of its places.
    private let changes = Mutex(())
    private let tags = Mutex<[TagKey: String]>([:])
    /// What is left of the lists that were asked for last, so that not every page walks through all folders.
    private let rests = Mutex<[Rest]>([])

    /// - Parameter folder: has a folder for each bucket; absolute.
    package init(folder: String) { self.folder = folder }

    // MARK: Buckets

    package func createBucket(_ bucket: String) throws(ObjectStoreFault) {
        try checkName(bucket)
        try system { () throws(SystemError) in try FileSystem.makeDirectories("\(folder)/\(bucket)") }
    }

    package func bucketNames() -> [String] {
        FileSystem.names(in: folder).filter { isValid($0) && FileSystem.isDirectory("\(folder)/\($0)") }
    }

    private func root(of bucket: String) throws(ObjectStoreFault) -> String {
        try checkName(bucket)
        let root = "\(folder)/\(bucket)"
        guard FileSystem.isDirectory(root) else { throw .noSuchBucket(bucket) }
        return root
    }

    private func checkName(_ bucket: String) throws(ObjectStoreFault) {
        guard isValid(bucket) else { throw .invalidBucketName(bucket) }
    }

    /// Specification: S3 User Guide, "General purpose bucket naming rules".
    private func isValid(_ bucket: String) -> Bool {
        (3...63).contains(bucket.utf8.count) && !bucket.hasPrefix(".") && !bucket.contains("..")
            && bucket.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    true
                default: false
                }
            }
    }

    // MARK: Objects

    package func object(_ key: String, in bucket: String) throws(ObjectStoreFault) -> StoredObject {
        let root = try root(of: bucket)
        let place = try existing(key, in: root)
        let bytes = try system { () throws(SystemError) in try FileSystem.read(place.path) }
        var summary = summary(of: key, at: place, in: root)
        // The file may have been replaced since its status was read.
        summary.byteCount = Int64(bytes.count)
        summary.eTag = Self.eTag(of: bytes)
        return StoredObject(bytes: bytes, summary: summary)
    }

    package func summary(of key: String, in bucket: String) throws(ObjectStoreFault) -> ObjectSummary {
        let root = try root(of: bucket)
        return summary(of: key, at: try existing(key, in: root), in: root)
    }

    package func put(_ object: NewObject, as key: String, in bucket: String) throws(ObjectStoreFault) -> ObjectSummary {
        guard (1...1_024).contains(key.utf8.count) else { throw .keyTooLong }
        let root = try root(of: bucket)
        let outcome = changes.withLock { _ in
            Result { () throws(ObjectStoreFault) in try write(object, key, root) }
        }
        return try outcome.get()
    }

    private func write(_ object: NewObject, _ key: String, _ root: String) throws(ObjectStoreFault) -> ObjectSummary {
        let path = ObjectPath(key: key)
        guard let name = fittingName(path, root) else { throw .keyTooLong }
        let file = "\(root)/\(name)"
        try system { () throws(SystemError) in
            let scratch = "\(root)/\(ObjectPath.reservedName)/writing"
            try FileSystem.makeDirectories(scratch)
            try FileSystem.makeDirectories(Self.parent(of: file))
            try Self.writeProperties(of: object, key: key, root: root)
            try FileSystem.write(object.bytes, to: file, scratch: "\(scratch)/\(randomRequestID())")
            if let flat = path.flat, flat != name { try FileSystem.removeFile("\(root)/\(flat)") }
        }
        return try summary(of: key, in: String(root[root.index(after: root.lastIndex(of: "/") ?? root.startIndex)...]))
    }

    /// The name under which the key can be written: its tree of folders unless another object is in the way.
    private func fittingName(_ path: ObjectPath, _ root: String) -> String? {
        guard let tree = path.tree, !FileSystem.isDirectory("\(root)/\(tree)") else { return path.flat }
        var ancestor = root
        for segment in tree.split(separator: "/").dropLast() {
            ancestor += "/\(segment)"
            if FileSystem.isFile(ancestor) { return path.flat }
        }
        return tree
    }

    package func delete(_ key: String, in bucket: String) throws(ObjectStoreFault) {
        let root = try root(of: bucket)
        let outcome = changes.withLock { _ in
            Result { () throws(ObjectStoreFault) in
                let path = ObjectPath(key: key)
                try system { () throws(SystemError) in
                    for name in [path.tree, path.flat].compactMap(\.self) where FileSystem.isFile("\(root)/\(name)") {
                        try FileSystem.removeFile("\(root)/\(name)")
                        Self.removeEmptyFolders(above: "\(root)/\(name)", upTo: root)
                    }
                    try FileSystem.removeFile(Self.propertiesFile(of: key, root: root))
                }
            }
        }
        try outcome.get()
    }

    private struct Place {
        let path: String
        let status: FileStatus
    }

    private func existing(_ key: String, in root: String) throws(ObjectStoreFault) -> Place {
        let path = ObjectPath(key: key)
        for name in [path.tree, path.flat].compactMap(\.self) {
            if let status = FileSystem.status("\(root)/\(name)"), status.kind == .file {
                return Place(path: "\(root)/\(name)", status: status)
            }
        }
        throw .noSuchKey(key)
    }

    private func summary(of key: String, at place: Place, in root: String) -> ObjectSummary {
        let properties = Self.properties(of: key, root: root)
        return ObjectSummary(
            key: key, eTag: eTag(of: place), byteCount: place.status.byteCount,
            lastModifiedMilliseconds: place.status.modifiedNanoseconds / 1_000_000_000 * 1_000,
            contentType: properties["contentType"]?.string ?? "binary/octet-stream",
            metadata: (properties["metadata"]?.object ?? [:]).reduce(into: [:]) { $0[$1.key] = $1.value.string })
    }

    // MARK: Lists

    /// The keys after a page, and the query that asks for them.
    private struct Rest {
        let bucket: String
        let query: ObjectQuery
        let keys: ArraySlice<String>
    }

    package func list(_ query: ObjectQuery, in bucket: String) throws(ObjectStoreFault) -> ObjectPage {
        let root = try root(of: bucket)
        let keys = takeRest(of: query, in: bucket) ?? sortedKeys(below: root, query)
        var page = ObjectPage(objects: [], commonPrefixes: [])
        var last: String?
        for (index, key) in zip(keys.indices, keys) {
            let group = group(of: key, query)
            if let group, group == page.commonPrefixes.last { continue }
            if page.objects.count + page.commonPrefixes.count == query.maximumCount {
                page.nextToken = last.map { Base64.encode(Array($0.utf8)) }
                keep(keys[index...], after: page.nextToken, of: query, in: bucket)
                return page
            }
            if let group {
                page.commonPrefixes.append(group)
            } else if let place = try? existing(key, in: root) {
                page.objects.append(summary(of: key, at: place, in: root))
            }
            last = group ?? key
        }
        return page
    }

    private func sortedKeys(below root: String, _ query: ObjectQuery) -> ArraySlice<String> {
        let start = query.continuationToken.flatMap(Base64.decode).map { String(decoding: $0, as: UTF8.self) }
        return keys(below: root, prefix: query.prefix)
            .filter { isAfter($0, start, query) && isAfter($0, query.startAfter, query) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }[...]
    }

    /// The keys that were left after a page, for who asks for the next one; nothing where they were forgotten.
    private func takeRest(of query: ObjectQuery, in bucket: String) -> ArraySlice<String>? {
        guard query.continuationToken != nil else { return nil }
        return rests.withLock { rests in
            rests.firstIndex { $0.bucket == bucket && $0.query == query }.map { rests.remove(at: $0).keys }
        }
    }

    private func keep(_ keys: ArraySlice<String>, after token: String?, of query: ObjectQuery, in bucket: String) {
        var next = query
        next.continuationToken = token
        rests.withLock { rests in
            if rests.count == 8 { rests.removeFirst() }
            rests.append(Rest(bucket: bucket, query: next, keys: keys))
        }
    }

    /// Whether the key comes after that place, where a rolled-up prefix stands for all that starts with it.
    private func isAfter(_ key: String, _ place: String?, _ query: ObjectQuery) -> Bool {
        guard let place else { return true }
        if let group = group(of: key, query), group == place { return false }
        return place.utf8.lexicographicallyPrecedes(key.utf8)
    }

    private func group(of key: String, _ query: ObjectQuery) -> String? {
        guard let delimiter = query.delimiter, !delimiter.isEmpty else { return nil }
        let rest = key.dropFirst(query.prefix.count)
        guard let found = rest.firstRange(of: delimiter) else { return nil }
        return query.prefix + rest[..<found.upperBound]
    }

    /// The keys of all files that can start with the prefix.
    private func keys(below root: String, prefix: String) -> [String] {
        var keys: [String] = []
        var folders = [""]
        while let folder = folders.popLast() {
            for name in FileSystem.names(in: "\(root)/\(folder)")
            where !(folder.isEmpty && name == ObjectPath.reservedName) {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                let key = ObjectPath.key(ofPath: path)
                switch FileSystem.status("\(root)/\(path)")?.kind {
                case .directory where key.hasPrefix(prefix) || prefix.hasPrefix(key): folders.append(path)
                case .file where key.hasPrefix(prefix): keys.append(key)
                default: break
                }
            }
        }
        return keys
    }

    // MARK: Entity tags

    /// What a file's content was when its tag was computed.
    private struct TagKey: Hashable {
        let path: String
        let status: FileStatus
    }

    private func eTag(of place: Place) -> String {
        let key = TagKey(path: place.path, status: place.status)
        if let known = tags.withLock({ $0[key] }) { return known }
        let tag = Self.eTag(of: (try? FileSystem.read(place.path)) ?? [])
        tags.withLock { tags in
            if tags.count > 100_000 { tags.removeAll() }
            tags[key] = tag
        }
        return tag
    }

    private static func eTag(of bytes: [UInt8]) -> String { "\"\(Digest.md5.hash(bytes).hexadecimal)\"" }

    // MARK: Properties

    private static func propertiesFile(of key: String, root: String) -> String {
        "\(root)/\(ObjectPath.reservedName)/properties/\(Digest.sha256.hash(Array(key.utf8)).hexadecimal).json"
    }

    private static func properties(of key: String, root: String) -> JSONValue {
        let bytes = try? FileSystem.read(propertiesFile(of: key, root: root))
        return bytes.flatMap { try? JSONValue(parsing: $0) } ?? [:]
    }

    private static func writeProperties(of object: NewObject, key: String, root: String) throws(SystemError) {
        let file = propertiesFile(of: key, root: root)
        let metadata = object.metadata.sorted { $0.key < $1.key }.map {
            (key: $0.key, value: JSONValue.string($0.value))
        }
        let value: JSONValue = [
            "key": .string(key), "contentType": .string(object.contentType), "metadata": .object(JSONObject(metadata)),
        ]
        try FileSystem.makeDirectories(parent(of: file))
        try FileSystem.write(Array(value.text.utf8), to: file, scratch: "\(file).\(randomRequestID())")
    }

    private static func parent(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
    }

    private static func removeEmptyFolders(above path: String, upTo root: String) {
        var folder = parent(of: path)
        while folder != root, FileSystem.removeEmptyDirectory(folder) { folder = parent(of: folder) }
    }

    private func system<Value>(_ body: () throws(SystemError) -> Value) throws(ObjectStoreFault) -> Value {
        do throws(SystemError) { return try body() } catch { throw .system(error) }
    }
}
