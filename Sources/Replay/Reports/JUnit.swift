/// Results as JUnit XML, which build servers read.
package struct JUnit: Sendable {
    package struct Case: Sendable {
        package let group: String
        package let name: String
        package let seconds: Double
        /// Nil where it passed.
        package let failure: String?

        package init(group: String, name: String, seconds: Double = 0, failure: String?) {
            self.group = group
            self.name = name
            self.seconds = seconds
            self.failure = failure
        }
    }

    package let name: String
    package let cases: [Case]

    package init(name: String, cases: [Case]) {
        self.name = name
        self.cases = cases
    }

    package var text: String {
        let failures = cases.count { $0.failure != nil }
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text +=
            "<testsuites name=\"\(Self.escape(name))\" tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\""
        text += " time=\"\(Self.seconds(cases))\">\n"
        for group in cases.map(\.group).uniqued {
            let members = cases.filter { $0.group == group }
            text += "  <testsuite name=\"\(Self.escape(group))\" tests=\"\(members.count)\""
            text +=
                " failures=\"\(members.count { $0.failure != nil })\" errors=\"0\" time=\"\(Self.seconds(members))\">\n"
            for member in members {
                text += "    <testcase classname=\"\(Self.escape(group))\" name=\"\(Self.escape(member.name))\""
                text += " time=\"\(Self.seconds([member]))\""
                if let failure = member.failure {
                    let first = failure.split(separator: "\n").first.map(String.init) ?? ""
                    text +=
                        "><failure type=\"failure\" message=\"\(Self.escape(first))\">\(Self.escape(failure))</failure></testcase>\n"
                } else {
                    text += "/>\n"
                }
            }
            text += "  </testsuite>\n"
        }
        return text + "</testsuites>\n"
    }

    /// Their time together in whole microseconds: some readers take no exponents.
    private static func seconds(_ cases: [Case]) -> String {
        let microseconds = Int64((cases.reduce(0) { $0 + $1.seconds } * 1_000_000).rounded())
        let fraction = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000).\(String(repeating: "0", count: 6 - fraction.count))\(fraction)"
    }

    /// Control characters, which XML 1.0 cannot hold at all, become U+FFFD.
    private static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Array where Element: Hashable {
    /// The elements without later repetitions.
    var uniqued: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
