/// Lays HCL out as `terraform fmt` does: the values of attributes in one block stand below each other.
enum HCLLayout {
    /// - Parameter text: HCL with two blanks for each level.
    static func aligned(_ text: String) -> String {
        var result: [String] = []
        var group: [(name: String, value: String)] = []
        func flush() {
            let width = group.map(\.name.count).max() ?? 0
            result += group.map { name, value in
                "\(name)\(String(repeating: " ", count: width - name.count)) = \(value)"
            }
            group = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let attribute = attribute(line) {
                if let last = group.last, indent(last.name) != indent(attribute.name) { flush() }
                group.append(attribute)
            } else {
                flush()
                result.append(String(line))
            }
        }
        flush()
        return result.joined(separator: "\n")
    }

    /// An attribute on one line: its name, with the blanks before it, and its value.
    private static func attribute(_ line: Substring) -> (name: String, value: String)? {
        guard let sign = line.firstRange(of: " = "), !line.drop(while: { $0 == " " }).hasPrefix("#") else { return nil }
        let value = line[sign.upperBound...]
        if let last = value.last, "{[(".contains(last) { return nil }
        return (String(line[..<sign.lowerBound]), String(value))
    }

    private static func indent(_ name: String) -> Int { name.prefix { $0 == " " }.count }
}
