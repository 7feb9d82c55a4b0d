/// Recognises the names that a stack gives to what has a short name here.
///
/// `orders` is `shop-orders` there, or what CloudFormation makes of its logical id: `shop-OrdersTable-1ABCDEFGHIJK`.
struct StackNames {
    let stack: String

    /// Whether two texts are the same but for such names.
    func matches(_ local: String, _ deployed: String) -> Bool {
        let (left, right) = (Self.runs(of: local), Self.runs(of: deployed))
        return left.count == right.count
            && zip(left, right).allSatisfy { $0 == $1 || isName(String($1), of: String($0)) }
    }

    private func isName(_ deployed: String, of local: String) -> Bool {
        guard deployed.lowercased().hasPrefix(stack.lowercased() + "-"), !local.isEmpty else { return false }
        let rest = String(deployed.dropFirst(stack.count + 1))
        if rest == local { return true }
        guard let dash = rest.lastIndex(of: "-") else { return false }
        let (logical, random) = (rest[..<dash], rest[rest.index(after: dash)...])
        return random.count >= 12 && random.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            && logical.lowercased().hasPrefix(LogicalNames.words(local).lowercased())
    }

    /// The names in a text and what is between them.
    private static func runs(of text: String) -> [Substring] {
        var runs: [Substring] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            let name = rest.prefix(while: isNameCharacter)
            let between = rest[name.endIndex...].prefix { !isNameCharacter($0) }
            runs += [name, between]
            rest = rest[between.endIndex...]
        }
        return runs
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "-" || character == "_")
    }
}
