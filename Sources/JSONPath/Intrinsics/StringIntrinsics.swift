import Digests
import JSON

extension IntrinsicArguments {
    /// The longest text that `States.Hash` and the Base64 functions take, in characters as Java counts them (UTF-16).
    private static let maximumCharacterCount = 10_000

    /// `States.Format(template, …)`: each `{}` replaced by an argument; `\{`, `\}`, `\'` and `\\` stand for themselves.
    func format() throws(IntrinsicFailure) -> String {
        let template = Array(try string(0).utf8)
        var result: [UInt8] = []
        var rest = values.dropFirst()
        var index = 0
        while index < template.count {
            let byte = template[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\\") where index < template.count && Array("'{}\\".utf8).contains(template[index]):
                result.append(template[index])
                index += 1
            case UInt8(ascii: "{"):
                guard index < template.count, template[index] == UInt8(ascii: "}") else {
                    throw IntrinsicFailure(
                        .invalidArguments("Invalid template in \(function.rawValue): matching '}' not found for '{'."))
                }
                index += 1
                guard let argument = rest.popFirst() else { throw countMismatch }
                result += argument.javaText.utf8
            default: result.append(byte)
            }
        }
        guard rest.isEmpty else { throw countMismatch }
        return String(decoding: result, as: UTF8.self)
    }

    private var countMismatch: IntrinsicFailure { failure("number of arguments do not match the occurrences of {}.") }

    /// `States.StringSplit(text, separators)`: cut at each of the characters, without empty pieces.
    func stringSplit() throws(IntrinsicFailure) -> JSONValue {
        let separators = Set(try string(1).unicodeScalars)
        let pieces = try string(0).unicodeScalars.split { separators.contains($0) }
        return .array(pieces.map { .string(String($0)) })
    }

    /// `States.Hash(text, algorithm)`: hexadecimal digits in lower case.
    func hash() throws(IntrinsicFailure) -> JSONValue {
        let text = try boundedText()
        let name = try string(1)
        guard let digest = Digest(rawValue: name) else {
            let known = Digest.allCases.map(\.rawValue).joined(separator: ", ")
            throw failure("'\(name)' is not an algorithm; there are \(known)")
        }
        return .string(digest.hash(Array(text.utf8)).hexadecimal)
    }

    func base64Encode() throws(IntrinsicFailure) -> JSONValue {
        .string(Base64.encode(Array(try boundedText().utf8)))
    }

    func base64Decode() throws(IntrinsicFailure) -> JSONValue {
        guard let bytes = Base64.decode(Array(try boundedText().utf8)) else { throw failure("the text is not Base64") }
        return .string(String(decoding: bytes, as: UTF8.self))
    }

    private func boundedText() throws(IntrinsicFailure) -> String {
        let text = try string(0)
        let count = text.utf16.count
        guard count <= Self.maximumCharacterCount else {
            throw failure("the text has \(count) characters, more than \(Self.maximumCharacterCount)")
        }
        return text
    }
}
