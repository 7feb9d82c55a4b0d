/// The lines in which a kept history and a new one differ.
enum SnapshotDifference {
    /// A diff with three lines before the first difference; nil where both are the same.
    static func text(_ kept: String, _ new: String) -> String? {
        guard kept != new else { return nil }
        let left = kept.split(separator: "\n").map(String.init)
        let right = new.split(separator: "\n").map(String.init)
        let difference = right.difference(from: left)
        let removed = Set(difference.removals.map(\.offset))
        let added = Set(difference.insertions.map(\.offset))
        var lines: [String] = []
        var (old, current) = (0, 0)
        while old < left.count || current < right.count {
            if old < left.count, removed.contains(old) {
                lines.append("- \(left[old])")
                old += 1
            } else if current < right.count, added.contains(current) {
                lines.append("+ \(right[current])")
                current += 1
            } else {
                lines.append("  \(left[old])")
                old += 1
                current += 1
            }
        }
        let first = lines.firstIndex { !$0.hasPrefix("  ") } ?? 0
        return "the history is not the one that was kept:\n"
            + lines.dropFirst(max(0, first - 3)).prefix(40).joined(separator: "\n")
    }
}

extension CollectionDifference.Change {
    fileprivate var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
