import JSON

extension ChoiceState {
    static func decode(from fields: Fields) -> ChoiceState {
        fields.require("Choices")
        if !fields.has("Choices") { fields.state.hasUnclearTransitions = true }
        let rules = fields.objects("Choices", mayBeEmpty: false).compactMap(ChoiceRule.decode)
        return ChoiceState(rules: rules, fallback: fields.target("Default"))
    }
}

extension ChoiceRule {
    private static let fields = AllowedFields(
        ["Comment", "Next", "Assign"], path: Condition.fields, jsonata: ["Condition", "Output"])

    fileprivate static func decode(from raw: Fields) -> ChoiceRule? {
        let fields = raw.checked(Self.fields)
        fields.require("Next")
        if !fields.has("Next") { fields.state.hasUnclearTransitions = true }
        let condition = Condition.decode(from: fields)
        let (next, assign, output) = (fields.target("Next"), fields.assignments(), fields.template("Output"))
        guard let condition, let next else { return nil }
        return ChoiceRule(condition: condition, next: next, assign: assign, output: output)
    }
}

extension Condition {
    private static let kinds = ["And", "Or", "Not", "Variable", "Condition"]
    fileprivate static let fields = ["And", "Or", "Not", "Variable"] + Comparison.operators
    private static let nestedFields = AllowedFields(["Comment"], path: fields, jsonata: ["Condition"])
    /// How deep conditions may nest.
    private static let maximumDepth = 200

    fileprivate static func decode(from fields: Fields, depth: Int = 0) -> Condition? {
        guard depth < maximumDepth else {
            fields.report.error(
                DiagnosticCode.tooDeeplyNested, "Conditions are nested more than \(maximumDepth) deep",
                at: fields.location)
            return nil
        }
        let given = kinds.filter(fields.object.contains)
        guard given.count == 1, let kind = given.first else {
            if !given.isEmpty || !kinds.contains(where: fields.has) {
                fields.report.schema(SchemaMessage.oneKind(of: kinds), at: fields.location)
            }
            return nil
        }
        switch kind {
        case "And": return all("And", of: fields, depth: depth).map(Condition.all)
        case "Or": return all("Or", of: fields, depth: depth).map(Condition.any)
        case "Not":
            return fields.object("Not").flatMap { nested($0, depth: depth) }.map(Condition.not)
        case "Variable": return Comparison.decode(from: fields).map(Condition.comparison)
        default: return written(in: fields)
        }
    }

    private static func all(_ name: String, of fields: Fields, depth: Int) -> [Condition]? {
        let parts = fields.objects(name, mayBeEmpty: false)
        let conditions = parts.compactMap { nested($0, depth: depth) }
        return conditions.count == parts.count ? conditions : nil
    }

    private static func nested(_ fields: Fields, depth: Int) -> Condition? {
        decode(from: fields.checked(nestedFields), depth: depth + 1)
    }

    /// `Condition` of a JSONata rule.
    private static func written(in fields: Fields) -> Condition? {
        switch fields.expressionField("Condition") {
        case .expression(let expression): return .expression(expression)
        case .invalid: return nil
        case .none:
            if let constant = fields["Condition"]?.bool { return .constant(constant) }
            fields.report.schema(SchemaMessage.notCondition, at: fields.location(of: "Condition"))
            return nil
        }
    }
}

extension Comparison {
    /// The names of the 39 operators.
    fileprivate static let operators = Comparator.allCases.flatMap { comparator in
        [comparator.rawValue] + (comparator.hasPathForm ? ["\(comparator.rawValue)Path"] : [])
    }

    fileprivate static func decode(from fields: Fields) -> Comparison? {
        let variable = fields.singlePath("Variable", takesContext: true)
        let given = operators.filter(fields.object.contains)
        guard given.count == 1, let name = given.first else {
            fields.report.schema(
                given.isEmpty ? SchemaMessage.exactlyOne(of: operators) : SchemaMessage.onlyOne(of: operators),
                at: fields.location)
            return nil
        }
        guard let (comparator, operand) = operand(name, of: fields), let variable else { return nil }
        return Comparison(variable: variable, comparator: comparator, operand: operand)
    }

    private static func operand(_ name: String, of fields: Fields) -> (Comparator, Operand)? {
        if let comparator = Comparator(rawValue: name) {
            if comparator.hasPathForm { fields.warnOfMissingPath(name) }
            return comparator.literal(name, of: fields).map { (comparator, .literal($0)) }
        }
        guard let comparator = Comparator(rawValue: String(name.dropLast("Path".count))) else { return nil }
        return fields.singlePath(name, takesContext: true).map { (comparator, .path($0)) }
    }
}

extension Comparator {
    /// The value that the rule compares with, checked for its type.
    fileprivate func literal(_ name: String, of fields: Fields) -> JSONValue? {
        switch self {
        case .booleanEquals, .isBoolean, .isNull, .isNumeric, .isPresent, .isString, .isTimestamp:
            fields.bool(name).map(JSONValue.bool)
        case .numericEquals, .numericGreaterThan, .numericGreaterThanEquals, .numericLessThan, .numericLessThanEquals:
            fields.number(name, in: -Double.infinity...Double.infinity).flatMap { _ in fields[name] }
        case .stringEquals, .stringGreaterThan, .stringGreaterThanEquals, .stringLessThan, .stringLessThanEquals,
            .stringMatches:
            fields.string(name).map(JSONValue.string)
        case .timestampEquals, .timestampGreaterThan, .timestampGreaterThanEquals, .timestampLessThan,
            .timestampLessThanEquals:
            fields.timestamp(name).map(JSONValue.string)
        }
    }
}
