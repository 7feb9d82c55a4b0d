/// Results in the Test Anything Protocol, version 13, which every reader of it knows.
package enum TAP {
    package static func text(_ cases: [JUnit.Case]) -> String {
        var text = "TAP version 13\n1..\(cases.count)\n"
        for (index, result) in cases.enumerated() {
            let name = "\(result.group): \(result.name)".replacing("#", with: "\\#").replacing("\n", with: " ")
            text += "\(result.failure == nil ? "ok" : "not ok") \(index + 1) - \(name)\n"
            for line in (result.failure ?? "").split(separator: "\n") { text += "  # \(line)\n" }
        }
        return text
    }
}
