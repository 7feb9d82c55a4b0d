internal import JSON

/// Functions that write and read numbers. Source: jsonata.org, "Numeric functions".
enum NumberFormattingFunctions {
    static var all: [Builtin] {
        [
            Builtin("formatNumber", "<n-so?:s>", arity: 3) { arguments, _, _ throws(Fault) in
                guard let number = arguments.number(0), let picture = arguments.string(1) else { return .undefined }
                var options: JSONObject?
                if case .json(.object(let object)) = arguments[2] { options = object }
                return .string(try DecimalPicture(picture, DecimalFormat(options)).format(number))
            },
            Builtin("formatBase", "<n-n?:s>", arity: 2) { arguments, _, _ throws(Fault) in
                guard let number = arguments.number(0) else { return .undefined }
                let radix = NumberFunctions.rounded(arguments.number(1) ?? 10, places: 0)
                guard radix >= 2, radix <= 36 else { throw Fault("D3100", value: JSONValue(number: radix)) }
                return .string(text(of: NumberFunctions.rounded(number, places: 0), radix: Int(radix)))
            },
            Builtin("formatInteger", "<n-s:s>", arity: 2) { arguments, _, _ throws(Fault) in
                guard let number = arguments.number(0), let picture = arguments.string(1) else { return .undefined }
                return .string(try IntegerPicture(picture).format(number.rounded(.down)))
            },
            Builtin("parseInteger", "<s-s:n>", arity: 2) { arguments, _, _ throws(Fault) in
                guard let text = arguments.string(0), let picture = arguments.string(1) else { return .undefined }
                let number = try IntegerPicture(picture).parse(text)
                return number.isNaN ? .undefined : .number(number)
            },
        ]
    }

    private static func text(of number: Double, radix: Int) -> String {
        if let whole = Int64(exactly: number) { return String(whole, radix: radix) }
        guard number.isFinite else { return javaScriptText(of: number) }
        var digits: [Character] = []
        var rest = number.magnitude
        while rest >= 1 {
            let digit = Int(rest.truncatingRemainder(dividingBy: Double(radix)))
            digits.append(Character(String(digit, radix: radix)))
            rest = (rest / Double(radix)).rounded(.down)
        }
        return (number < 0 ? "-" : "") + String(digits.reversed())
    }
}
