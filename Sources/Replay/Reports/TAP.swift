/// Results in the Test Anything Protocol, version 14.
package enum TAP {
    package static func text(_ results: [(name: String, failures: [String])]) -> String {
        var text = "TAP version 14\n1..\(results.count)\n"
        for (index, result) in results.enumerated() {
            let name = result.name.replacing("#", with: "\\#")
            text += "\(result.failures.isEmpty ? "ok" : "not ok") \(index + 1) - \(name)\n"
            for failure in result.failures {
                for line in failure.split(separator: "\n") { text += "  # \(line)\n" }
            }
        }
        return text
    }
}
