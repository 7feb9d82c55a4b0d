package import JSON
import Synchronization

/// The place of an item in its table; keys compare as DynamoDB orders them.
package struct ItemKey: Hashable, Sendable, Comparable {
    /// Type and bytes of the partition key's value.
    package var partition: [UInt8]
    /// Type and bytes of the sort key's value, in the order of its type; empty in tables without one.
    package var sort: [UInt8]

    package init(partition: [UInt8], sort: [UInt8]) {
        self.partition = partition
        self.sort = sort
    }

    package static func < (left: ItemKey, right: ItemKey) -> Bool {
        if left.partition != right.partition { return left.partition.lexicographicallyPrecedes(right.partition) }
        return left.sort.lexicographicallyPrecedes(right.sort)
    }
}

/// An item as it is kept: DynamoDB's JSON (`{"id": {"S": "a"}}`) under its key.
package struct StoredItem: Hashable, Sendable {
    package var key: ItemKey
    package var item: JSONObject

    package init(key: ItemKey, item: JSONObject) {
        self.key = key
        self.item = item
    }
}

/// Keeps the tables of the built-in DynamoDB; one caller at a time.
package protocol ItemStore: Sendable {
    func tables() throws -> [String: TableKeys]
    func createTable(_ name: String, keys: TableKeys) throws
    func deleteTable(_ name: String) throws

    func item(_ key: ItemKey, in table: String) throws -> JSONObject?
    func put(_ item: StoredItem, in table: String) throws
    func delete(_ key: ItemKey, in table: String) throws

    /// Up to `limit` items in the order of their keys, of one partition or of all, after that key.
    func items(in table: String, partition: [UInt8]?, after key: ItemKey?, limit: Int) throws -> [StoredItem]
}

/// Tables in memory, gone with the process.
package final class InMemoryItemStore: ItemStore {
    private struct Table {
        let keys: TableKeys
        /// In the order of their keys.
        var items: [StoredItem] = []

        /// The position of the first item that does not come before the key.
        func position(of key: ItemKey) -> Int {
            var (low, high) = (0, items.count)
            while low < high {
                let middle = (low + high) / 2
                if items[middle].key < key { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }

    private let storage = Mutex<[String: Table]>([:])

    package init() {}

    package func tables() -> [String: TableKeys] { storage.withLock { $0.mapValues(\.keys) } }

    package func createTable(_ name: String, keys: TableKeys) { storage.withLock { $0[name] = Table(keys: keys) } }

    package func deleteTable(_ name: String) { storage.withLock { $0[name] = nil } }

    package func item(_ key: ItemKey, in table: String) -> JSONObject? {
        storage.withLock { tables in
            guard let table = tables[table] else { return nil }
            let position = table.position(of: key)
            return position < table.items.count && table.items[position].key == key ? table.items[position].item : nil
        }
    }

    package func put(_ item: StoredItem, in table: String) {
        storage.withLock { tables in
            guard let position = tables[table]?.position(of: item.key), let count = tables[table]?.items.count else {
                return
            }
            if position < count, tables[table]?.items[position].key == item.key {
                tables[table]?.items[position] = item
            } else {
                tables[table]?.items.insert(item, at: position)
            }
        }
    }

    package func delete(_ key: ItemKey, in table: String) {
        storage.withLock { tables in
            guard let position = tables[table]?.position(of: key), let count = tables[table]?.items.count,
                position < count, tables[table]?.items[position].key == key
            else { return }
            tables[table]?.items.remove(at: position)
        }
    }

    package func items(in table: String, partition: [UInt8]?, after key: ItemKey?, limit: Int) -> [StoredItem] {
        storage.withLock { tables in
            guard let table = tables[table] else { return [] }
            let start = key ?? ItemKey(partition: partition ?? [], sort: [])
            let rest = table.items[table.position(of: start)...].drop { $0.key == key }
            return Array(rest.prefix { partition == nil || $0.key.partition == partition }.prefix(limit))
        }
    }
}
