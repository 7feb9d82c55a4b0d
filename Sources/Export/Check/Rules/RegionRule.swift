internal import JSON
internal import StatesLanguage

/// Services that a Region does not have.
enum RegionRule {
    static func check(_ subject: CheckSubject) -> [CheckFinding] {
        var findings: [CheckFinding] = []
        var known: Set<String> = []
        subject.definition.forEachState { _, state, location in
            guard let resource = state["Resource"]?.string, let action = ResourceRule.action(of: resource) else {
                return
            }
            let parts = action.split(separator: ":").suffix(2)
            let service = String(parts.first ?? "")
            guard RegionTable.has(parts.joined(separator: ":"), in: subject.region) == false,
                known.insert(service).inserted
            else { return }
            findings.append(
                subject.finding(
                    .warning, .region, at: location.member("Resource"),
                    "\(service) is not in \(subject.region), says \(RegionTable.source)",
                    advice: "deploy to another Region, or call it there through a Lambda function"))
        }
        return findings
    }
}
