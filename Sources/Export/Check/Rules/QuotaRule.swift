internal import JSON
internal import StatesLanguage

/// Source: Step Functions Developer Guide, "Service quotas".
enum QuotaRule {
    static let maximumDefinitionBytes = 1_048_576
    static let maximumPayloadBytes = 262_144
    private static let payloads = ["Result", "Parameters", "Arguments", "Output", "Assign", "ResultSelector", "Items"]

    static func check(_ subject: CheckSubject) -> [CheckFinding] {
        var findings: [CheckFinding] = []
        let count = subject.definition.text.utf8.count
        if count > maximumDefinitionBytes {
            findings.append(
                subject.finding(
                    .error, .quota, at: .root,
                    "The definition has \(count) bytes; AWS takes \(maximumDefinitionBytes)",
                    advice: "move parts of it to machines of their own, and start them with states:startExecution"))
        }
        subject.definition.forEachState { _, state, location in
            for field in payloads {
                guard let count = state[field]?.text.utf8.count, count > maximumPayloadBytes else { continue }
                findings.append(
                    subject.finding(
                        .error, .quota, at: location.member(field),
                        "\(field) has \(count) bytes; a state's data may have \(maximumPayloadBytes)",
                        advice: "keep it in S3 and read it where it is needed"))
            }
        }
        return findings
    }
}
