/// The members of a JSON object, in the order in which they were added.
///
/// Small objects are searched from the front, which is fastest up to some tens of keys; larger ones keep an index.
public struct JSONObject: Sendable {
    /// One name and its value.
    public typealias Member = (key: String, value: JSONValue)

    @usableFromInline static let largestUnindexedCount = 32

    @usableFromInline private(set) var members: [Member]
    @usableFromInline private(set) var index: [ExactKey: Int]?

    /// An object without members.
    public init() {
        members = []
        index = nil
    }

    /// An object of these members; where a name comes twice, the last value counts, at the first one's place.
    public init(_ members: some Sequence<Member>) {
        self.init()
        for member in members { self[member.key] = member.value }
    }

    /// Makes room for so many members.
    public mutating func reserveCapacity(_ count: Int) {
        members.reserveCapacity(count)
    }

    /// The value of that name; assigning `nil` removes the member, a new name goes to the end.
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil): remove(at: position)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    /// Changes the value of that name in place, without a copy of what it holds; a missing one starts as `initial`.
    public mutating func update<Result>(
        _ key: String, default initial: JSONValue = .null, _ change: (inout JSONValue) throws -> Result
    ) rethrows -> Result {
        if position(of: key) == nil { append(key, initial) }
        let position = position(of: key) ?? members.count - 1
        return try change(&members[position].value)
    }

    /// The names in order.
    public var keys: some RandomAccessCollection<String> & Sendable { members.map(\.key) }

    /// Whether there is a member of that name.
    public func contains(_ key: String) -> Bool { position(of: key) != nil }

    @usableFromInline
    func position(of key: String) -> Int? {
        if let index { return index[ExactKey(text: key)] }
        return members.firstIndex { sameBytes($0.key, key) }
    }

    /// Adds a member whose name is known not to be there yet.
    @usableFromInline
    mutating func append(_ key: String, _ value: JSONValue) {
        members.append((key, value))
        if index != nil {
            index?[ExactKey(text: key)] = members.count - 1
        } else if members.count > Self.largestUnindexedCount {
            rebuildIndex()
        }
    }

    /// The value of that name.
    @inline(__always)
    package func member(_ key: String) -> JSONValue? { position(of: key).map { members[$0].value } }

    /// Where the members are stored: copies that were not changed share it, other objects do not.
    package var storageIdentity: UnsafeRawPointer {
        members.withUnsafeBufferPointer { buffer in
            // An array's storage has an address, even without elements.
            buffer.baseAddress.map { UnsafeRawPointer($0) } ?? UnsafeRawPointer(bitPattern: -1).unsafelyUnwrapped
        }
    }

    /// The same members in storage of their own.
    package func separateCopy() -> JSONObject {
        var copy = self
        var members: [Member] = []
        members.reserveCapacity(Swift.max(1, count))
        members += self.members
        copy.members = members
        return copy
    }

    /// Adds a member whose name the caller knows not to be there yet.
    package mutating func appendNew(_ key: String, _ value: JSONValue) { append(key, value) }

    private mutating func remove(at position: Int) {
        members.remove(at: position)
        if index != nil { rebuildIndex() }
    }

    private mutating func rebuildIndex() {
        guard members.count > Self.largestUnindexedCount else { return index = nil }
        index = Dictionary(uniqueKeysWithValues: members.indices.map { (ExactKey(text: members[$0].key), $0) })
    }
}

extension JSONObject: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { members.count }
    /// The member at that place.
    public subscript(position: Int) -> Member { members[position] }
}

extension JSONObject: Hashable {
    /// Equal where the same names have equal values, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members {
            var one = Hasher()
            one.combine(member.key)
            one.combine(member.value)
            sum &+= one.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(members.lazy.map { (key: $0.0, value: $0.1) })
    }
}

/// A name compared byte for byte.
@usableFromInline
struct ExactKey: Hashable, Sendable {
    @usableFromInline let text: String

    @usableFromInline init(text: String) { self.text = text }

    @usableFromInline static func == (left: ExactKey, right: ExactKey) -> Bool { sameBytes(left.text, right.text) }

    @usableFromInline func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
