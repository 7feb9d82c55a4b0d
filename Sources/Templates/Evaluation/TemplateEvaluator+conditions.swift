internal import JSON

/// Source: CloudFormation User Guide, "Condition functions".
extension TemplateEvaluator {
    mutating func condition(named name: String, at pointer: String) -> Bool {
        guard let condition = template.conditions[name] else { return true }
        return once("condition \(name)") { $0.condition(condition, at: "/Conditions/\(name)") } ?? false
    }

    mutating func condition(_ value: JSONValue, at pointer: String) -> Bool {
        guard let (function, argument) = value.object?.first, value.object?.count == 1 else {
            return value.scalarText == "true"
        }
        switch function {
        case "Condition": return argument.string.map { condition(named: $0, at: pointer) } ?? false
        case "Fn::Not": return !(argument[0].map { condition($0, at: pointer) } ?? false)
        case "Fn::And":
            for each in argument.array ?? [] where !condition(each, at: pointer) { return false }
            return true
        case "Fn::Or":
            for each in argument.array ?? [] where condition(each, at: pointer) { return true }
            return false
        case "Fn::Equals":
            let left = argument[0].flatMap { resolve($0, at: pointer) }
            let right = argument[1].flatMap { resolve($0, at: pointer) }
            if let left = left?.scalarText, let right = right?.scalarText { return left == right }
            return left == right
        case "Fn::Contains":
            let wanted = text(argument[1], at: pointer)
            return (argument[0].flatMap { resolve($0, at: pointer) }?.array ?? []).contains { $0.scalarText == wanted }
        default: return resolve(value, at: pointer)?.scalarText == "true"
        }
    }
}
