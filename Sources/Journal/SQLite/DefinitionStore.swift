internal import Digests
internal import Synchronization

/// A definition that is stored by what it says.
struct Definition: Sendable {
    let id: DefinitionID
    let digest: [UInt8]
    let text: String
}

/// The definitions a process has met, and those that wait for the next commit.
final class DefinitionStore: Sendable {
    private struct Storage {
        var known: [[UInt8]: DefinitionID] = [:]
        var pending: [Definition] = []
        var next: Int64
    }

    private let storage: Mutex<Storage>

    init(next: Int64) { storage = Mutex(Storage(next: next)) }

    /// The number of that text; `find` looks up by digest what was stored before.
    func id(
        for text: String, find: (_ digest: [UInt8]) throws(JournalError) -> DefinitionID?
    ) throws(JournalError) -> DefinitionID {
        let digest = Digest.sha256.hash(Array(text.utf8))
        if let id = storage.withLock({ $0.known[digest] }) { return id }
        let stored = try find(digest)
        return storage.withLock { storage in
            // Another thread may have been here meanwhile.
            if let id = storage.known[digest] { return id }
            let id = stored ?? DefinitionID(rawValue: storage.next)
            storage.known[digest] = id
            if stored == nil {
                storage.next += 1
                storage.pending.append(Definition(id: id, digest: digest, text: text))
            }
            return id
        }
    }

    /// What is not yet durable, for the writer.
    var pending: [Definition] { storage.withLock { $0.pending } }

    /// Forgets the first so many of `pending`, which are durable now.
    func confirm(_ count: Int) {
        guard count > 0 else { return }
        storage.withLock { $0.pending.removeFirst(count) }
    }
}
