internal import JSON
internal import StatesLanguage

/// Source: Step Functions API Reference, CreateStateMachine, `name`; Developer Guide, "State machine structure".
enum NameRule {
    static func check(_ subject: CheckSubject) -> [CheckFinding] {
        var findings: [CheckFinding] = []
        if subject.name.count > 80 {
            findings.append(
                subject.finding(
                    .error, .name, at: nil,
                    "The name of the machine has \(subject.name.count) characters; AWS takes 80",
                    advice: "rename the file"))
        }
        subject.definition.forEachState { name, _, location in
            guard name.count > 80 else { return }
            findings.append(
                subject.finding(
                    .error, .name, at: location, "The state's name has \(name.count) characters; AWS takes 80"))
        }
        return findings
    }
}
