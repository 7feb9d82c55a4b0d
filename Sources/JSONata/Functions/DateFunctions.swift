internal import JSON

/// Functions of dates and times. Source: jsonata.org, "Date/Time functions".
enum DateFunctions {
    static var all: [Builtin] {
        [
            Builtin("now", "<s?s?:s>", arity: 2) { arguments, _, evaluation throws(Fault) in
                let now = Double(evaluation.environment.nowMilliseconds)
                return .string(try text(of: now, arguments.string(0), zone: arguments.string(1)))
            },
            Builtin("millis", "<:n>", arity: 0) { _, _, evaluation in
                .number(Double(evaluation.environment.nowMilliseconds))
            },
            Builtin("fromMillis", "<n-s?s?:s>", arity: 3) { arguments, _, _ throws(Fault) in
                guard let milliseconds = arguments.number(0) else { return .undefined }
                return .string(try text(of: milliseconds, arguments.string(1), zone: arguments.string(2)))
            },
            Builtin("toMillis", "<s-s?:n>", arity: 2) { arguments, _, evaluation throws(Fault) in
                guard let text = arguments.string(0) else { return .undefined }
                guard let picture = arguments.string(1) else {
                    guard let milliseconds = ISO8601.parse(text) else { throw Fault("D3110", value: .string(text)) }
                    return .number(milliseconds)
                }
                let now = Int(evaluation.environment.nowMilliseconds)
                return try DatePicture(picture).parse(text, nowMilliseconds: now, evaluation).map(Value.number)
                    ?? .undefined
            },
        ]
    }

    /// The range of dates that JavaScript knows, in milliseconds either side of 1970.
    private static let latestMilliseconds = 8.64e15

    private static func text(of milliseconds: Double, _ picture: String?, zone: String?) throws(Fault) -> String {
        guard milliseconds.magnitude <= latestMilliseconds else {
            throw Fault("D3001", value: JSONValue(number: milliseconds), text: "Invalid time value")
        }
        let picture = if let picture { try DatePicture(picture) } else { try DatePicture.iso8601() }
        return try picture.format(Int(milliseconds.rounded(.towardZero)), zone: ZoneOffset(zone))
    }
}
