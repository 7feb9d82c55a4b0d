internal import JSON

/// The matches of a regular expression, or of a function that acts as one, in a string.
struct MatchSequence {
    struct Element {
        let text: String
        /// Its bytes.
        let range: Range<Int>
        let groups: [String?]
        /// What a replacing function is given.
        let object: Value
    }

    private enum Source {
        case regex(RegularExpression)
        /// The function to call for the next match.
        case function(Function)
    }

    private var source: Source
    private var text: String
    private let isASCII: Bool
    private let function: String
    private let input: Value
    private let evaluation: Evaluation
    /// Where the last match ended; nil before the first.
    private var end: Int?
    private var isFirst = true

    /// - Throws: `T1010` where the pattern is not a function.
    init(
        _ matcher: Value, in text: String, function: String, _ input: Value, _ evaluation: Evaluation
    ) throws(Fault) {
        guard let target = matcher.function else { throw Fault("T1010", token: function) }
        source = (target as? RegularExpression).map(Source.regex) ?? .function(target)
        self.text = text
        isASCII = text.isASCII
        self.function = function
        self.input = input
        self.evaluation = evaluation
    }

    /// The place of a match in UTF-16 units.
    func start(of match: Element) -> Int {
        isASCII ? match.range.lowerBound : utf16Length(of: text, upTo: match.range.lowerBound)
    }

    mutating func next() throws(Fault) -> Element? {
        switch source {
        case .regex(let regex): return try next(of: regex)
        case .function(let function): return try next(from: function)
        }
    }

    private mutating func next(of regex: RegularExpression) throws(Fault) -> Element? {
        let evaluation = evaluation
        let end = end
        let found = try text.withBytes { bytes throws(Fault) -> Match? in
            guard try regex.find(in: bytes, after: end, evaluation) else { return nil }
            return Match(evaluation.matches, in: bytes)
        }
        guard let found else { return nil }
        self.end = found.range.upperBound
        return Element(text: found.text, range: found.range, groups: found.groups, object: object(of: found))
    }

    private func object(of match: Match) -> Value {
        // Built only for the functions that replace; `$match` and `$split` never look at it.
        guard function == "replace" else { return .undefined }
        var object = JSONObject()
        object["match"] = .string(match.text)
        object["start"] = .integer(Int64(utf16Length(of: text, upTo: match.range.lowerBound)))
        object["end"] = .integer(Int64(utf16Length(of: text, upTo: match.range.upperBound)))
        object["groups"] = .array(match.groups.map { $0.map(JSONValue.string) ?? .null })
        return .json(.object(object))
    }

    private mutating func next(from matcher: Function) throws(Fault) -> Element? {
        var arguments = isFirst ? Arguments(.string(text)) : Arguments()
        isFirst = false
        let result = try matcher.call(&arguments, input: input, evaluation).normalized(evaluation)
        if result.isUndefined { return nil }
        guard case .json(.object(let object)) = result, let start = object["start"]?.integer,
            let end = object["end"]?.integer, case .array(let groups)? = object["groups"],
            let next = object["next"].flatMap({ evaluation.value(of: $0).function })
        else { throw Fault("T1010", token: function, value: evaluation.element(result)) }
        source = .function(next)
        let lower = byteOffset(ofUnit: Int(start))
        return Element(
            text: object["match"]?.string ?? "", range: lower..<max(lower, byteOffset(ofUnit: Int(end))),
            groups: groups.map(\.string), object: result)
    }

    private func byteOffset(ofUnit unit: Int) -> Int {
        let units = text.utf16
        let index = units.index(units.startIndex, offsetBy: max(0, unit), limitedBy: units.endIndex) ?? units.endIndex
        return text.utf8.distance(from: text.startIndex, to: index)
    }
}
