import JSON
import JSONPath
import JSONata
import StatesLanguage

/// What a template says of the texts that it gives, before it is evaluated.
struct TaskArguments {
    let template: Template?
    let variables: VariableTexts

    /// The texts that a member can be; empty where there is no such member.
    func texts(_ path: String...) -> [TextPattern] { texts(at: path) }

    func texts(at path: [String]) -> [TextPattern] {
        template.map { texts(of: $0, path[...]) } ?? []
    }

    /// The names of an object's members, as far as they are known.
    func memberNames(_ path: String...) -> [String] {
        guard let template else { return [] }
        return names(of: template, path[...])
    }

    private func names(of template: Template, _ path: ArraySlice<String>) -> [String] {
        switch template {
        case .literal(let value):
            let inner = path.reduce(value as JSONValue?) { $0?[$1] }
            return inner?.object.map { Array($0.keys) } ?? []
        case .object(let members):
            guard let name = path.first else { return members.map(\.key) }
            return members.first { $0.key == name }.map { names(of: $0.value, path.dropFirst()) } ?? []
        default: return []
        }
    }

    private func texts(of template: Template, _ path: ArraySlice<String>) -> [TextPattern] {
        switch template {
        case .literal(let value): return texts(of: value, path)
        case .object(let members):
            guard let name = path.first else { return [] }
            return members.first { $0.key == name }.map { texts(of: $0.value, path.dropFirst()) } ?? []
        case .array(let elements): return elements.flatMap { texts(of: $0, path) }
        case .path: return [.anything]
        case .intrinsic(let intrinsic): return [path.isEmpty ? intrinsic.textPattern : .anything]
        case .expression(let expression): return expression.texts(at: Array(path)) { variables[$0] }
        }
    }

    private func texts(of value: JSONValue, _ path: ArraySlice<String>) -> [TextPattern] {
        if let elements = value.array { return elements.flatMap { texts(of: $0, path) } }
        guard let name = path.first else { return value.string.map { [TextPattern($0)] } ?? [] }
        return value[name].map { texts(of: $0, path.dropFirst()) } ?? []
    }
}

/// The texts that variables of a machine can hold: the constants assigned to them.
struct VariableTexts {
    private var texts: [String: [TextPattern]] = [:]

    subscript(name: String) -> [TextPattern]? { texts[name] }

    init(_ machine: StateMachine) {
        for assignments in machine.allStates.flatMap(\.allAssignments) {
            for member in assignments.members { texts[member.key, default: []] += Self.texts(of: member.value) }
        }
    }

    private static func texts(of template: Template) -> [TextPattern] {
        switch template {
        case .literal(let value): value.string.map { [TextPattern($0)] } ?? [.anything]
        case .expression(let expression): expression.texts()
        case .intrinsic(let intrinsic): [intrinsic.textPattern]
        case .object, .array, .path: [.anything]
        }
    }
}

extension State {
    /// What the state assigns, wherever it goes.
    fileprivate var allAssignments: [Assignments] {
        let inner: [Assignments?] =
            switch kind {
            case .choice(let choice): choice.rules.map(\.assign)
            case .task(let task): task.catchers.map(\.assign)
            case .parallel(let parallel): parallel.catchers.map(\.assign)
            case .map(let map): map.catchers.map(\.assign)
            case .pass, .wait, .succeed, .fail: []
            }
        return (inner + [assign]).compactMap { $0 }
    }
}

extension IntrinsicExpression {
    /// The constant parts of `States.Format('…{}…', …)`; anything for other functions.
    fileprivate var textPattern: TextPattern {
        guard text.hasPrefix("States.Format('") else { return .anything }
        let body = text.dropFirst("States.Format('".count).prefix { $0 != "'" }
        guard !body.contains("\\") else { return .anything }
        var pieces: [TextPattern.Piece] = []
        var rest = body
        while let gap = rest.firstRange(of: "{}") {
            pieces += [.constant(String(rest[..<gap.lowerBound])), .anything]
            rest = rest[gap.upperBound...]
        }
        return TextPattern(pieces + [.constant(String(rest))])
    }
}
