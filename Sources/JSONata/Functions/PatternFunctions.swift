internal import JSON

/// Functions that look for a string or a pattern. Source: jsonata.org, "String functions".
enum PatternFunctions {
    static var all: [Builtin] {
        [
            Builtin("contains", "<s-(sf):b>", arity: 2) { arguments, input, evaluation throws(Fault) in
                guard let text = arguments.string(0) else { return .undefined }
                if arguments[1].isUndefined { return .undefined }
                if let sought = arguments.string(1) { return .bool(text.firstBytes(of: sought) != nil) }
                if let regex = arguments[1].function as? RegularExpression {
                    return .bool(try contains(text, regex, evaluation))
                }
                var matches = try MatchSequence(arguments[1], in: text, function: "contains", input, evaluation)
                return .bool(try matches.next() != nil)
            },
            Builtin("match", "<s-f<s:o>n?:a<o>>", arity: 3) { arguments, input, evaluation throws(Fault) in
                guard let text = arguments.string(0) else { return .undefined }
                let limit = try limit(arguments, 2, "D3040")
                var matches = try MatchSequence(arguments[1], in: text, function: "match", input, evaluation)
                var found: [JSONValue] = []
                var next = try matches.next()
                while Double(found.count) < limit, let match = next {
                    found.append(.object(object(of: match, start: matches.start(of: match))))
                    next = try matches.next()
                }
                try evaluation.charge(elements: 4 * found.count)
                return .sequence(found)
            },
            Builtin("replace", "<s-(sf)(sf)n?:s>", arity: 4) { arguments, input, evaluation throws(Fault) in
                guard let text = arguments.string(0) else { return .undefined }
                let result = try replaced(text, arguments, input, evaluation)
                try evaluation.charge(bytes: result.utf8.count)
                return .string(result)
            },
            Builtin("split", "<s-(sf)n?:a<s>>", arity: 3) { arguments, input, evaluation throws(Fault) in
                guard let text = arguments.string(0) else { return .undefined }
                let limit = try limit(arguments, 2, "D3020")
                let parts =
                    if let separator = arguments.string(1) {
                        split(text, separator, limit: limit.rounded(.down))
                    } else {
                        try split(
                            text, MatchSequence(arguments[1], in: text, function: "split", input, evaluation),
                            limit: limit)
                    }
                try evaluation.charge(elements: parts.count)
                return .array(parts)
            },
        ]
    }

    private static func limit(_ arguments: Arguments, _ index: Int, _ code: String) throws(Fault) -> Double {
        guard let limit = arguments.number(index) else { return .infinity }
        if limit < 0 { throw Fault(code, value: JSONValue(number: limit), index: index + 1) }
        return limit
    }

    private static func contains(
        _ text: String, _ regex: RegularExpression, _ evaluation: Evaluation
    ) throws(Fault) -> Bool {
        var text = text
        return try text.withBytes { bytes throws(Fault) in
            try regex.find(in: bytes, after: nil, evaluation)
        }
    }

    private static func object(of match: MatchSequence.Element, start: Int) -> JSONObject {
        var object = JSONObject()
        object.reserveCapacity(3)
        object.appendNew("match", .string(match.text))
        object.appendNew("index", .integer(Int64(start)))
        object.appendNew("groups", .array(match.groups.map { $0.map(JSONValue.string) ?? .null }))
        return object
    }

    // MARK: Splitting

    private static func split(_ text: String, _ separator: String, limit: Double) -> [JSONValue] {
        if separator.isEmpty { return text.unicodeScalars.prefix(count(limit)).map { .string(String($0)) } }
        var parts: [JSONValue] = []
        var text = text
        var separator = separator
        text.withUTF8 { bytes in
            separator.withUTF8 { sought in
                var start = 0
                while Double(parts.count) < limit {
                    let found = position(of: sought, in: bytes, from: start)
                    let end = found?.lowerBound ?? bytes.count
                    parts.append(.string(String(decoding: bytes[start..<end], as: UTF8.self)))
                    guard let found else { break }
                    start = found.upperBound
                }
            }
        }
        return parts
    }

    private static func count(_ limit: Double) -> Int { limit < 1e15 ? Int(limit) : .max }

    private static func split(
        _ text: String, _ matches: consuming MatchSequence, limit: Double
    ) throws(Fault) -> [JSONValue] {
        var parts: [JSONValue] = []
        var start = 0
        var next = try matches.next()
        while Double(parts.count) < limit, let match = next {
            parts.append(.string(text.slice(start..<max(start, match.range.lowerBound))))
            start = match.range.upperBound
            next = try matches.next()
        }
        if Double(parts.count) < limit { parts.append(.string(text.slice(start..<text.utf8.count))) }
        return parts
    }

    // MARK: Replacing

    private static func replaced(
        _ text: String, _ arguments: Arguments, _ input: Value, _ evaluation: Evaluation
    ) throws(Fault) -> String {
        if arguments.string(1)?.isEmpty ?? false { throw Fault("D3010", value: "", index: 2) }
        let limit = try limit(arguments, 3, "D3011")
        if let sought = arguments.string(1) {
            return replaced(text, sought, by: arguments.string(2) ?? "", limit: limit)
        }
        if let template = arguments.string(2), let regex = arguments[1].function as? RegularExpression {
            return try replaced(text, regex, by: template, limit: limit, evaluation)
        }
        var matches = try MatchSequence(arguments[1], in: text, function: "replace", input, evaluation)
        var result = ""
        var start = 0
        var count = 0.0
        var next = try matches.next()
        while count < limit, let match = next {
            result += text.slice(start..<max(start, match.range.lowerBound))
            result += try replacement(for: match, arguments[2], input, evaluation)
            start = match.range.upperBound
            count += 1
            next = try matches.next()
        }
        return result + text.slice(start..<text.utf8.count)
    }

    private static func replaced(_ text: String, _ sought: String, by replacement: String, limit: Double) -> String {
        var result = ""
        var start = 0
        var count = 0.0
        while count < limit, let found = text.firstBytes(of: sought, from: start) {
            result += text.slice(start..<found.lowerBound)
            result += replacement
            start = found.upperBound
            count += 1
        }
        return result + text.slice(start..<text.utf8.count)
    }

    /// The common case, over bytes alone.
    private static func replaced(
        _ text: String, _ regex: RegularExpression, by template: String, limit: Double, _ evaluation: Evaluation
    ) throws(Fault) -> String {
        var text = text
        return try text.withBytes { bytes throws(Fault) in
            guard limit > 0, try regex.find(in: bytes, after: nil, evaluation) else {
                return String(decoding: bytes, as: UTF8.self)
            }
            let matches = evaluation.matches
            let template = ReplacementTemplate(template, groupCount: matches.declaredGroupCount)
            var output: [UInt8] = []
            output.reserveCapacity(bytes.count + bytes.count / 4)
            var start = 0
            var count = 0.0
            while true {
                let range = matches.range(0) ?? 0..<0
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<range.lowerBound]))
                template.append(matches, in: bytes, to: &output)
                start = range.upperBound
                count += 1
                guard try regex.find(in: bytes, after: start, evaluation), count < limit else { break }
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
            return String(decoding: output, as: UTF8.self)
        }
    }

    private static func replacement(
        for match: MatchSequence.Element, _ replacement: Value, _ input: Value, _ evaluation: Evaluation
    ) throws(Fault) -> String {
        if let template = replacement.string {
            return ReplacementTemplate(template, groupCount: match.groups.count).text(match.text, match.groups)
        }
        var callback = Callback(replacement.function ?? Function(), input: input)
        let result = try callback.call(evaluation, match.object)
        guard let text = result.string else { throw Fault("D3012", value: evaluation.element(result)) }
        return text
    }
}
