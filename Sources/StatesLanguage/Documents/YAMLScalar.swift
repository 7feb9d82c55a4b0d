import JSON
import Yams

/// What a YAML scalar stands for.
///
/// Specification: YAML 1.2, section 10.3.2 "Tag Resolution". `yes`, `no`, `on`, `off` and dates are strings; so are
/// whole numbers with a leading zero, which are account ids and the like.
enum YAMLScalar {
    /// Nil where the scalar has a tag that says nothing in JSON.
    static func value(of scalar: Node.Scalar) -> JSONValue? {
        switch scalar.tag.description {
        case "": scalar.style == .plain ? plain(scalar.string) : .string(scalar.string)
        case "!", "tag:yaml.org,2002:str": .string(scalar.string)
        case "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float":
            plain(scalar.string)
        default: nil
        }
    }

    private static func plain(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        default: number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") || isDigit(first)
        else { return nil }
        if text.hasPrefix("0x") { return Int64(text.dropFirst(2), radix: 16).map(JSONValue.integer) }
        if text.hasPrefix("0o") { return Int64(text.dropFirst(2), radix: 8).map(JSONValue.integer) }
        let unsigned = first == UInt8(ascii: "+") ? String(text.dropFirst()) : text
        guard let value = try? JSONValue(parsing: unsigned), value.isNumber else { return nil }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
