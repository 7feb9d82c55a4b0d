import JSON
import JSONPath
import JSONata

/// Fields that are given in one of several ways: as they are, by a path in a field of their own, or by an expression.
extension Fields {
    /// A whole number in `name`, a path to it in `namePath`, or an expression in `name`.
    func integerField(_ name: String, in range: ClosedRange<Int64> = 0...Int64.max) -> IntegerField? {
        if isGivenByPath(name) { return singlePath("\(name)Path").map(IntegerField.path) }
        return switch expressionField(name) {
        case .none: integer(name, in: range).map(IntegerField.literal)
        case .invalid: nil
        case .expression(let expression): .expression(expression)
        }
    }

    /// A number, in the same ways.
    func numberField(_ name: String, in range: ClosedRange<Double>) -> NumberField? {
        if isGivenByPath(name) { return singlePath("\(name)Path").map(NumberField.path) }
        return switch expressionField(name) {
        case .none: number(name, in: range).map(NumberField.literal)
        case .invalid: nil
        case .expression(let expression): .expression(expression)
        }
    }

    /// A string, in the same ways; the path may be an intrinsic function.
    func stringField(_ name: String) -> StringField? {
        if isGivenByPath(name) { return pathOrIntrinsic("\(name)Path") }
        return switch expressionField(name) {
        case .none: literal(name)
        case .invalid: nil
        case .expression(let expression): .expression(expression)
        }
    }

    private func literal(_ name: String) -> StringField? {
        warnOfMissingPath(name)
        return string(name).map(StringField.literal)
    }

    private func isGivenByPath(_ name: String) -> Bool {
        requireAtMostOne(of: [name, "\(name)Path"])
        return !object.contains(name) && object.contains("\(name)Path")
    }
}
