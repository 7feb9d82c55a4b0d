internal import JSON

/// `application/x-www-form-urlencoded` text of a JSON object.
///
/// Specification: Step Functions Developer Guide, "Call HTTPS APIs", `RequestEncodingOptions`.
enum FormEncoding {
    enum ArrayFormat: String, Sendable {
        /// `a[0]=x&a[1]=y`
        case indices = "INDICES"
        /// `a=x&a=y`
        case repeated = "REPEAT"
        /// `a=x,y`
        case commas = "COMMAS"
        /// `a[]=x&a[]=y`
        case brackets = "BRACKETS"
    }

    static func text(of object: JSONObject, arrays: ArrayFormat) -> String {
        object.flatMap { pairs($0.key, $0.value, arrays) }
            .map { "\(encoded($0.0))=\(encoded($0.1))" }
            .joined(separator: "&")
    }

    private static func pairs(_ name: String, _ value: JSONValue, _ arrays: ArrayFormat) -> [(String, String)] {
        switch value {
        case .object(let object): return object.flatMap { pairs("\(name)[\($0.key)]", $0.value, arrays) }
        case .array(let elements):
            switch arrays {
            case .indices: return elements.enumerated().flatMap { pairs("\(name)[\($0.offset)]", $0.element, arrays) }
            case .repeated: return elements.flatMap { pairs(name, $0, arrays) }
            case .brackets: return elements.flatMap { pairs("\(name)[]", $0, arrays) }
            case .commas: return [(name, elements.map(scalar).joined(separator: ","))]
            }
        default: return [(name, scalar(value))]
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .null: ""
        default: value.text
        }
    }

    /// As forms want it: a blank is `+`.
    private static func encoded(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { percentEncoded(String($0)) }.joined(
            separator: "+")
    }
}
