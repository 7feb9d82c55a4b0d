/// One half of a decimal picture, taken apart.
struct Subpicture {
    let characters: [Character]
    var prefix: [Character]
    let suffix: [Character]
    private(set) var minimumIntegerDigits = 0
    private(set) var minimumFractionDigits = 0
    private(set) var maximumFractionDigits = 0
    private(set) var minimumExponentDigits = 0
    /// How many digits a mantissa has before the point.
    private(set) var scalingFactor = 0
    private(set) var integerGroups: [Int] = []
    private(set) var fractionGroups: [Int] = []
    /// The distance of the grouping separators, where it is always the same.
    private(set) var regularGrouping: Int?

    private let active: [Character]
    private let mantissa: [Character]
    private let exponent: [Character]?
    private let integer: [Character]
    private let fraction: [Character]

    init(_ characters: [Character], _ format: DecimalFormat) throws(Fault) {
        self.characters = characters
        let isBody = { (character: Character) in
            format.isActive(character) && character != format.exponentSeparator
        }
        let start = characters.firstIndex(where: isBody) ?? 0
        let end = (characters.lastIndex(where: isBody) ?? characters.count - 1) + 1
        prefix = Array(characters[..<start])
        suffix = Array(characters[max(start, end)...])
        active = Array(characters[start..<max(start, end)])
        if let place = active.firstIndex(of: format.exponentSeparator) {
            mantissa = Array(active[..<place])
            exponent = Array(active[(place + 1)...])
        } else {
            mantissa = active
            exponent = nil
        }
        if let point = mantissa.firstIndex(of: format.decimalSeparator) {
            integer = Array(mantissa[..<point])
            fraction = Array(mantissa[(point + 1)...])
        } else {
            integer = mantissa
            fraction = suffix
        }
        if let code = violation(format) { throw Fault(code) }
        measure(format)
    }

    /// The last rule that the picture breaks, as the reference reports it.
    private func violation(_ format: DecimalFormat) -> String? {
        func count(_ character: Character) -> Int { characters.count { $0 == character } }
        func hasDigit(_ part: some Sequence<Character>) -> Bool { part.contains { format.isDigit($0) } }
        let percents = count(format.percent)
        let perMilles = count(format.perMille)
        var code: String?
        if count(format.decimalSeparator) > 1 { code = "D3081" }
        if percents > 1 { code = "D3082" }
        if perMilles > 1 { code = "D3083" }
        if percents > 0, perMilles > 0 { code = "D3084" }
        if !mantissa.contains(where: { format.isDigit($0) || $0 == format.optionalDigit }) { code = "D3085" }
        if active.contains(where: { !format.isActive($0) }) { code = "D3086" }
        if let point = characters.firstIndex(of: format.decimalSeparator) {
            let neighbours = [point - 1, point + 1].filter { characters.indices.contains($0) }
            if neighbours.contains(where: { characters[$0] == format.groupingSeparator }) { code = "D3087" }
        } else if integer.last == format.groupingSeparator {
            code = "D3088"
        }
        if zip(characters, characters.dropFirst()).contains(where: { pair in
            pair.0 == format.groupingSeparator && pair.1 == format.groupingSeparator
        }) {
            code = "D3089"
        }
        if let place = integer.firstIndex(of: format.optionalDigit), hasDigit(integer[..<place]) { code = "D3090" }
        if let place = fraction.lastIndex(of: format.optionalDigit), hasDigit(fraction[place...]) { code = "D3091" }
        if let exponent {
            if !exponent.isEmpty, percents + perMilles > 0 { code = "D3092" }
            if exponent.isEmpty || exponent.contains(where: { !format.isDigit($0) }) { code = "D3093" }
        }
        return code
    }

    private mutating func measure(_ format: DecimalFormat) {
        let counts = { (character: Character) in format.isDigit(character) || character == format.optionalDigit }
        for place in integer.indices where integer[place] == format.groupingSeparator {
            integerGroups.append(integer[place...].count(where: counts))
        }
        regularGrouping = regularStep(integerGroups)
        for place in fraction.indices where fraction[place] == format.groupingSeparator {
            fractionGroups.append(fraction[..<place].count(where: counts))
        }
        minimumIntegerDigits = integer.count(where: format.isDigit)
        scalingFactor = minimumIntegerDigits
        minimumFractionDigits = fraction.count(where: format.isDigit)
        maximumFractionDigits = fraction.count(where: counts)
        if minimumIntegerDigits == 0, maximumFractionDigits == 0 {
            if exponent == nil {
                minimumIntegerDigits = 1
            } else {
                minimumFractionDigits = 1
                maximumFractionDigits = 1
            }
        }
        if exponent != nil, minimumIntegerDigits == 0, integer.contains(format.optionalDigit) {
            minimumIntegerDigits = 1
        }
        if minimumIntegerDigits == 0, minimumFractionDigits == 0 { minimumFractionDigits = 1 }
        minimumExponentDigits = exponent?.count(where: format.isDigit) ?? 0
    }
}
