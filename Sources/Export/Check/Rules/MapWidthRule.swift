internal import JSON
internal import StatesLanguage

/// Source: Step Functions Developer Guide, "Map state processing modes".
enum MapWidthRule {
    static let inlineConcurrency = 40
    private static let distributedConcurrency: Int64 = 10_000

    static func check(_ subject: CheckSubject) -> [CheckFinding] {
        var findings: [CheckFinding] = []
        subject.definition.forEachState { _, state, location in
            guard state["Type"]?.string == "Map" else { return }
            let wanted = state["MaxConcurrency"]?.integer
            if state.isDistributedMap {
                if let wanted, wanted > distributedConcurrency {
                    findings.append(
                        subject.finding(
                            .warning, .mapWidth, at: location.member("MaxConcurrency"),
                            "AWS runs up to \(distributedConcurrency) children at the same time, not \(wanted)"))
                }
            } else if let wanted, wanted > inlineConcurrency {
                findings.append(
                    subject.finding(
                        .warning, .mapWidth, at: location.member("MaxConcurrency"),
                        "AWS runs up to \(inlineConcurrency) iterations of an inline Map at the same time, not \(wanted)",
                        advice: "for more at the same time use a distributed Map"))
            } else if let items = state.itemCount, items > inlineConcurrency, wanted ?? 0 == 0 {
                findings.append(
                    subject.finding(
                        .note, .mapWidth, at: location,
                        "Of the \(items) items, AWS runs up to \(inlineConcurrency) at the same time"))
            }
        }
        return findings
    }
}
