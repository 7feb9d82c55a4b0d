import JSON

/// The items of a JSON file: the elements of the array, or the members of the object, that the pointer leads to.
///
/// Without a pointer the file must hold an array: Step Functions refuses an object there.
func jsonItems(_ bytes: [UInt8], pointer: String?) throws(DatasetError) -> [DatasetItem] {
    let document: JSONValue
    do {
        document = try JSONValue(parsing: bytes)
    } catch {
        throw .invalidJSON(error)
    }
    guard let pointer, !pointer.isEmpty else {
        guard case .array(let elements) = document else { throw .notIterable }
        return elements.map { DatasetItem(value: $0) }
    }
    guard let target = document.value(at: pointer) else { throw .pointerMatchesNothing }
    switch target {
    case .array(let elements): return elements.map { DatasetItem(value: $0) }
    case .object(let object): return object.map { DatasetItem(key: $0.key, value: $0.value) }
    default: throw .notIterable
    }
}

extension JSONValue {
    /// The value that a JSON Pointer such as `/orders/0/lines` leads to; `nil` where there is none.
    ///
    /// Specification: RFC 6901.
    func value(at pointer: String) -> JSONValue? {
        guard pointer.utf8.first == UInt8(ascii: "/") else { return nil }
        var value = self
        for part in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            let token = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            switch value {
            case .object(let object):
                guard let member = object[token] else { return nil }
                value = member
            case .array(let elements):
                guard let position = Int(token), String(position) == token, elements.indices.contains(position) else {
                    return nil
                }
                value = elements[position]
            default: return nil
            }
        }
        return value
    }
}
