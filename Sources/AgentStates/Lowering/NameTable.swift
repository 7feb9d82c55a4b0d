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

    init(stateNames: Set<String>) { states = stateNames }

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
        return unique(stem, longest: Self.longestStem, separator: "_", in: &stems)
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
        func visit(_ workflow: JSONValue) {
            for (name, state) in workflow["States"]?.object ?? [:] {
                names.insert(name)
                for branch in state["Branches"]?.array ?? [] { visit(branch) }
                for key in ["ItemProcessor", "Iterator"] {
                    if let inner = state[key] { visit(inner) }
                }
            }
        }
        visit(self)
        return names
    }
}
