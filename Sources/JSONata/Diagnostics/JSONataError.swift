public import JSON

/// Why an expression could not be compiled or evaluated.
///
/// Codes are those of the JSONata reference: `S` for syntax, `T` for types, `D` for evaluation, `U` for a bound.
public struct JSONataError: Error, Sendable, Equatable {
    /// The code, such as `T0412`; `U1001` where a bound on depth, memory, steps or time was met.
    public let code: String
    /// The message of the reference with its values filled in, without the code.
    public let message: String
    /// Where, in UTF-16 units from the start of the expression, as the reference counts: after the symbol meant.
    public let position: Int?
    /// The operator, function or text that was refused.
    public let token: String?
    /// The value that was refused.
    public let value: JSONValue?

    public init(
        code: String, message: String, position: Int? = nil, token: String? = nil, value: JSONValue? = nil
    ) {
        self.code = code
        self.message = message
        self.position = position
        self.token = token
        self.value = value
    }

    /// The code of an evaluation whose result is a function, which JSON cannot hold.
    public static let functionResultCode = "BATON-FUNCTION"

    /// Whether a bound of the environment was met rather than a rule of the language broken.
    public var isBound: Bool { code == "U1001" }
}

extension JSONataError: CustomStringConvertible {
    public var description: String {
        let place = position.map { " (at \($0))" } ?? ""
        return "\(code): \(message)\(place)"
    }
}

extension JSONataError {
    init(_ fault: Fault, source: String) {
        let details = fault.details
        self.init(
            code: details.code,
            message: messageText(of: details),
            position: details.position.map { utf16Offset(ofByte: $0, in: source) },
            token: details.token,
            value: details.value)
    }
}

private func utf16Offset(ofByte offset: Int, in source: String) -> Int {
    source.utf8.prefix(offset).reduce(0) { count, byte in
        byte & 0xC0 == 0x80 ? count : byte >= 0xF0 ? count + 2 : count + 1
    }
}
