extension PolicyDocument {
    enum Verdict {
        case allowed
        /// Only where a condition holds.
        case conditional
        case denied
        case missing
    }

    /// Whether an action on a resource is allowed; a denial goes before everything.
    ///
    /// - Parameter resource: an ARN, in which `*` stands for what the deployment decides.
    ///
    /// Source: IAM User Guide, "Policy evaluation logic".
    func verdict(_ action: String, on resource: String) -> Verdict {
        let fitting = statements.filter { $0.actions.fit(action) && $0.resources.fit(resource: resource) }
        if fitting.contains(where: { !$0.isAllow && !$0.hasCondition }) { return .denied }
        if fitting.contains(where: { $0.isAllow && !$0.hasCondition }) { return .allowed }
        return fitting.contains(where: \.isAllow) ? .conditional : .missing
    }
}

extension PolicyDocument.Patterns {
    fileprivate func fit(_ action: String) -> Bool {
        texts.contains { wildcard($0.lowercased(), fits: action.lowercased()) } != isNegated
    }

    fileprivate func fit(resource: String) -> Bool { texts.contains { covers($0, resource) } != isNegated }

    /// Part by part, so that a partition, Region or account that only the deployment knows fits any.
    private func covers(_ pattern: String, _ resource: String) -> Bool {
        if pattern == "*" { return true }
        let wanted = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        let parts = pattern.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard wanted.count == 6, parts.count == 6 else { return wildcard(pattern, fits: resource) }
        return zip(parts, wanted).enumerated().allSatisfy { index, pair in
            (index < 5 && pair.1 == "*") || wildcard(pair.0, fits: pair.1)
        }
    }
}

/// Whether a text fits a pattern with `*` for any characters and `?` for one.
func wildcard(_ pattern: String, fits text: String) -> Bool {
    let (pattern, text) = (Array(pattern.unicodeScalars), Array(text.unicodeScalars))
    var (place, position) = (0, 0)
    var star: (place: Int, position: Int)?
    while position < text.count {
        if place < pattern.count, pattern[place] == "*" {
            star = (place, position)
            place += 1
        } else if place < pattern.count, pattern[place] == text[position] || pattern[place] == "?" {
            place += 1
            position += 1
        } else if let last = star {
            // The star takes one more.
            star = (last.place, last.position + 1)
            (place, position) = (last.place + 1, last.position + 1)
        } else {
            return false
        }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
}
