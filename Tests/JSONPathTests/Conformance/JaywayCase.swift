import JSON
import TestSupport

/// One case of the suite of answers that Jayway JsonPath gave.
struct JaywayCase: CustomStringConvertible, Sendable {
    let path: String
    let document: JSONValue
    let isDefinite: Bool
    /// `nil` where the path finds nothing.
    let result: JSONValue?

    var description: String { "\(path) over \(document.text.prefix(60))" }

    init?(_ json: JSONValue) {
        guard let path = json["path"]?.string, let document = json["document"], let isDefinite = json["definite"]?.bool
        else { return nil }
        self.path = path
        self.document = document
        self.isDefinite = isDefinite
        result = json["notFound"]?.bool == true ? nil : json["result"]
    }

    /// The cases in `../shared` beside the repository; none where that folder is absent.
    static let all: [JaywayCase] =
        SharedFiles.json("jsonpath/jayway.json")?.array?.compactMap(JaywayCase.init) ?? []

    /// Paths that are answered differently on purpose, with the reason.
    static let knownDifferences: [String: String] = [
        #"$["a'"]"#: "double-quoted names are read as names, as later releases read them; 2.0 finds no name there"
    ]
}

extension JSONValue {
    /// The value with the members of objects in the order in which a Java `HashMap` gives them, which is the order in
    /// which the recorded answers list them.
    var inHashMapOrder: JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.inHashMapOrder))
        case .object(let object):
            var tableSize: UInt32 = 16
            while object.count * 4 > Int(tableSize) * 3 { tableSize *= 2 }
            func bucket(_ key: String) -> UInt32 {
                let hash = key.utf16.reduce(into: UInt32(0)) { $0 = $0 &* 31 &+ UInt32($1) }
                return (hash ^ (hash >> 16)) & (tableSize - 1)
            }
            let ordered = object.enumerated().sorted {
                (bucket($0.element.key), $0.offset) < (bucket($1.element.key), $1.offset)
            }
            return .object(JSONObject(ordered.map { (key: $0.element.key, value: $0.element.value.inHashMapOrder) }))
        default: return self
        }
    }
}
