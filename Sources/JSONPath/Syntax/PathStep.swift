import JSON

/// One step of a path, from the values found so far to the next.
enum PathStep: Sendable {
    /// `.a`, `['a']`
    case name(String)
    /// `['a','b']`: as the last step an object of these members, before others each member in turn.
    case names([String])
    /// `[0]`, `[-1]`
    case index(Int)
    /// `[0,2]`
    case indexes([Int])
    /// `[1:3]`, `[1:]`, `[:3]`
    case slice(from: Int?, to: Int?)
    /// `[(@.length-1)]`: so many places before the end; the number is negative.
    case fromEnd(Int)
    /// `.*`, `[*]`
    case wildcard
    /// `..`: the value itself and all below it.
    case descendants
    /// `[?(…)]`
    case filter(Filter)
    /// `.length()` and the others, as the last step.
    case function(PathFunction)

    /// Whether the step leads to at most one value.
    var isDefinite: Bool {
        switch self {
        case .name, .names, .index, .fromEnd, .function: true
        case .indexes, .slice, .wildcard, .descendants, .filter: false
        }
    }
}

/// The steps of a path with what is known of them beforehand.
struct PathSteps: Sendable {
    let all: [PathStep]
    /// How many steps come before the first that may lead to several values.
    let definiteCount: Int
    /// Whether there are only names and positions, so that no list of results is needed.
    let areSimple: Bool

    var areDefinite: Bool { definiteCount == all.count }

    init(_ steps: [PathStep]) {
        all = steps
        definiteCount =
            steps.indices.first { index in
                if case .names = steps[index] { return index < steps.count - 1 }
                return !steps[index].isDefinite
            } ?? steps.count
        areSimple = steps.allSatisfy { step in
            switch step {
            case .name, .index, .fromEnd: true
            default: false
            }
        }
    }

    /// The first steps in the notation of Jayway's messages: `$['a'][0]['b']`.
    func location(_ count: Int) -> String {
        all.prefix(count).reduce(into: "$") { $0 += $1.fragment }
    }

    /// The whole path in the notation of Jayway's messages.
    var location: String { location(all.count) }

    func collectVariables(into names: inout [String]) {
        for step in all {
            switch step {
            case .filter(let filter): filter.collectVariables(into: &names)
            case .function(let function): function.collectVariables(into: &names)
            default: break
            }
        }
    }
}

extension PathStep {
    /// The step in the notation of Jayway's messages.
    var fragment: String {
        switch self {
        case .name(let name): "['\(name)']"
        case .names(let names): "[\(names.map { "'\($0)'" }.joined(separator: ", "))]"
        case .index(let index): "[\(index)]"
        case .indexes(let indexes): "[\(indexes.map(String.init).joined(separator: ","))]"
        case .slice(let from, let to): "[\(from.map(String.init) ?? ""):\(to.map(String.init) ?? "")]"
        case .fromEnd(let offset): "[@.size()\(offset)]"
        case .wildcard: "[*]"
        case .descendants: ".."
        case .filter: "[?]"
        case .function(let function): ".\(function.name.rawValue)()"
        }
    }
}
