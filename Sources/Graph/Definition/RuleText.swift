import JSON

/// What a rule of a Choice state asks, in one line.
func ruleText(_ rule: JSONValue) -> String {
    if let condition = rule["Condition"] { return expressionText(condition) }
    return comparisonText(rule)
}

private func comparisonText(_ rule: JSONValue) -> String {
    if let all = rule["And"]?.array { return all.map(nestedText).joined(separator: " and ") }
    if let any = rule["Or"]?.array { return any.map(nestedText).joined(separator: " or ") }
    if let not = rule["Not"] { return "not " + nestedText(not) }
    let variable = rule["Variable"]?.string ?? "?"
    for (name, value) in rule.object ?? [:] {
        if let text = comparisonText(name, variable, value) { return text }
    }
    return variable
}

private func nestedText(_ rule: JSONValue) -> String {
    let isCompound = rule["And"] != nil || rule["Or"] != nil
    return isCompound ? "(\(comparisonText(rule)))" : comparisonText(rule)
}

private func comparisonText(_ comparator: String, _ variable: String, _ value: JSONValue) -> String? {
    if comparator.hasPrefix("Is") {
        let property = comparator.dropFirst(2).lowercased()
        let article = property == "present" || property == "null" || property == "numeric" ? "" : "a "
        return "\(variable) is \(value.bool == false ? "not " : "")\(article)\(property)"
    }
    if comparator == "StringMatches" { return "\(variable) ~ \(operandText(value))" }
    let plain = comparator.hasSuffix("Path") ? String(comparator.dropLast(4)) : comparator
    for type in ["String", "Numeric", "Boolean", "Timestamp"] where plain.hasPrefix(type) {
        guard let sign = signs[String(plain.dropFirst(type.count))] else { return nil }
        let operand = comparator.hasSuffix("Path") ? value.string ?? value.text : operandText(value)
        return "\(variable) \(sign) \(operand)"
    }
    return nil
}

private let signs = [
    "Equals": "=", "LessThan": "<", "LessThanEquals": "≤", "GreaterThan": ">", "GreaterThanEquals": "≥",
]

private func operandText(_ value: JSONValue) -> String { value.string.map { "'\($0)'" } ?? value.text }

/// A JSONata expression without its marks, other values as they are.
func expressionText(_ value: JSONValue) -> String {
    guard let text = value.string else { return value.text }
    guard text.hasPrefix("{%"), text.hasSuffix("%}"), text.utf8.count >= 4 else { return text }
    return text.dropFirst(2).dropLast(2).split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
