internal import JSON
internal import StatesLanguage

/// What Express workflows do not have.
///
/// Source: Step Functions Developer Guide, "Choosing workflow type".
enum ExpressRule {
    private static let maximumSeconds: Int64 = 300

    static func check(_ subject: CheckSubject) -> [CheckFinding] {
        guard subject.isExpress else { return [] }
        var findings: [CheckFinding] = []
        if let seconds = subject.definition["TimeoutSeconds"]?.integer, seconds > maximumSeconds {
            findings.append(
                subject.finding(
                    .warning, .express, at: .root.member("TimeoutSeconds"),
                    "An Express execution ends after \(maximumSeconds) seconds, not \(seconds)"))
        }
        subject.definition.forEachState { _, state, location in
            if let seconds = state["Seconds"]?.integer, seconds >= maximumSeconds {
                findings.append(
                    subject.finding(
                        .error, .express, at: location.member("Seconds"),
                        "The state waits \(seconds) seconds; an Express execution ends after \(maximumSeconds)",
                        advice: advice))
            }
            if state.isDistributedMap {
                findings.append(
                    subject.finding(
                        .error, .express, at: location, "An Express workflow has no distributed Map states",
                        advice: advice))
            }
            if state["Type"]?.string == "Task", let finding = pattern(state, location, subject) {
                findings.append(finding)
            }
        }
        return findings
    }

    private static func pattern(_ state: JSONValue, _ location: Location, _ subject: CheckSubject) -> CheckFinding? {
        let resource = state["Resource"]?.string ?? ""
        guard state.isAwaitedTask || resource.contains(":activity:") else { return nil }
        let what = resource.contains(":activity:") ? "activities" : ".sync and .waitForTaskToken"
        return subject.finding(
            .error, .express, at: location.member("Resource"), "An Express workflow has no \(what)", advice: advice)
    }

    private static let advice = "make it a Standard workflow"
}
