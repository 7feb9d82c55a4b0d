import JSON
import Tasks

/// The buckets of the crash test: the items of a distributed Map state, and what it writes.
struct CrashObjects {
    let store: FolderObjectStore

    /// Makes what is not there yet.
    init(folder: String) throws {
        store = FolderObjectStore(folder: folder)
        let names = store.bucketNames()
        for bucket in ["items", "results"] where !names.contains(bucket) { try store.createBucket(bucket) }
        guard (try? store.summary(of: "items.jsonl", in: "items")) == nil else { return }
        let lines = (0..<9).map { "{\"v\":\($0)}\n" }.joined()
        _ = try store.put(NewObject(bytes: Array(lines.utf8)), as: "items.jsonl", in: "items")
    }

    /// How many items the files of a manifest have results of: `{"items": N}`, or what is wrong with them.
    func results(manifest location: JSONValue) -> JSONValue {
        do {
            let bucket = location["Bucket"]?.string ?? ""
            let manifest = try JSONValue(parsing: store.object(location["Key"]?.string ?? "", in: bucket).bytes)
            var seen: [Int64] = []
            for file in manifest["ResultFiles"]?["SUCCEEDED"]?.array ?? [] {
                let children = try JSONValue(parsing: store.object(file["Key"]?.string ?? "", in: bucket).bytes)
                for child in children.array ?? [] {
                    let output = try JSONValue(parsing: child["Output"]?.string ?? "")
                    seen += (output["items"]?.array ?? []).compactMap { $0["v"]?.integer }
                }
            }
            return seen.sorted() == Array(0..<9) ? ["items": 9] : ["items": .array(seen.map { .integer($0) })]
        } catch {
            return ["items": .string("\(error)")]
        }
    }
}
