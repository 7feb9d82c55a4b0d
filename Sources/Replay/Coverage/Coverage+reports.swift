package import JSON

extension Coverage {
    /// How much was reached, in percent.
    package var percentage: Int { items.isEmpty ? 100 : 100 * reachedCount / items.count }

    /// As LCOV: a line of the definition for each state, transition, rule, retrier and catcher.
    package func lcov(file: String, map: SourceMap) -> String {
        var counts: [Int: Int] = [:]
        for item in items {
            guard let line = map.position(of: item.location)?.line else { continue }
            counts[line] = min(counts[line] ?? .max, hitCount(item))
        }
        var text = "TN:\nSF:\(file)\n"
        for (line, count) in counts.sorted(by: { $0.key < $1.key }) { text += "DA:\(line),\(count)\n" }
        return text + "LF:\(counts.count)\nLH:\(counts.values.count { $0 > 0 })\nend_of_record\n"
    }
}
