import Digests
import JSON

/// The names of states and variables in one definition; all different and short enough.
///
/// A class, so that all agent states of a definition share it; it never leaves the lowering.
final class NameTable {
    private static let longest = 80
    private static let longestStem = 48

    private var states: Set<String>
    private var stems: Set<String> = []
    private let variables: Set<String>

    /// - Parameter definition: whose states and variables keep their names.
    init(_ definition: JSONValue) {
        states = definition.stateNames
        variables = definition.variableNames
    }

    /// A new name for a generated state: the name asked for, or one like it.
    func state(_ wanted: String) -> String { unique(wanted, longest: Self.longest, in: &states) }

    /// What the variables of an agent state begin with.
    func stem(of state: String) -> String {
        var stem = ""
        for scalar in state.unicodeScalars {
            let isPart =
                scalar == "_" || scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            stem.unicodeScalars.append(isPart ? scalar : "_")
        }
        if stem.first.map({ !$0.isLetter }) ?? true { stem = "s" + stem }
        while true {
            let free = unique(stem, longest: Self.longestStem, separator: "_", in: &stems)
            if !variables.contains(where: { $0.hasPrefix("\(free)_") }) { return free }
        }
    }

    private func unique(_ wanted: String, longest: Int, separator: String = "~", in taken: inout Set<String>) -> String
    {
        var name = wanted
        if name.unicodeScalars.count > longest {
            let digest = Digest.sha256.hash(Array(wanted.utf8)).hexadecimal.prefix(8)
            var start = ""
            start.unicodeScalars.append(contentsOf: wanted.unicodeScalars.prefix(longest - 12))
            name = "\(start)\(separator)\(digest)"
        }
        var candidate = name
        var number = 2
        while !taken.insert(candidate).inserted {
            candidate = "\(name)\(separator)\(number)"
            number += 1
        }
        return candidate
    }
}

extension JSONValue {
    /// The names of all states in a definition, at any depth.
    var stateNames: Set<String> {
        var names: Set<String> = []
        visitStates { name, _ in names.insert(name) }
        return names
    }

    /// The names of all variables that states of a definition set, at any depth.
    var variableNames: Set<String> {
        var names: Set<String> = []
        visitStates { _, state in
            let assigning = [state] + (state["Choices"]?.array ?? []) + (state["Catch"]?.array ?? [])
            for part in assigning { names.formUnion(part["Assign"]?.object?.keys.map { $0 } ?? []) }
        }
        return names
    }

    private func visitStates(_ body: (String, JSONValue) -> Void) {
        func visit(_ workflow: JSONValue) {
            for (name, state) in workflow["States"]?.object ?? [:] {
                body(name, state)
                for branch in state["Branches"]?.array ?? [] { visit(branch) }
                for key in ["ItemProcessor", "Iterator"] {
                    if let inner = state[key] { visit(inner) }
                }
            }
        }
        visit(self)
    }
}
