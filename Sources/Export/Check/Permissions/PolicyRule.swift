/// What a machine's role has to allow and a policy does not.
enum PolicyRule {
    static func check(_ subject: CheckSubject) -> [CheckFinding] {
        guard let policy = subject.policy, let machine = subject.source else { return [] }
        // On its own, so that functions and tables have their names, and not those of a stack.
        var inventory = Inventory(
            ExportProject(machines: [machine], account: subject.account, region: subject.region))
        return PolicyDerivation.statements(machine, &inventory).flatMap { statement in
            statement.actions.flatMap { action in
                statement.resources.compactMap { check(action, on: $0.addressPattern, policy, subject) }
            }
        }
    }

    private static func check(
        _ action: String, on resource: String, _ policy: PolicyDocument, _ subject: CheckSubject
    ) -> CheckFinding? {
        switch policy.verdict(action, on: resource) {
        case .allowed: nil
        case .conditional:
            subject.finding(
                .note, .permission, at: nil, "The policy allows \(action) on \(resource) only where a condition holds")
        case .denied:
            subject.finding(.error, .permission, at: nil, "The policy denies \(action) on \(resource)")
        case .missing:
            subject.finding(
                .error, .permission, at: nil, "The policy does not allow \(action) on \(resource)",
                advice: "add it, or let 'baton export' derive the role")
        }
    }
}

extension Text {
    /// The address with `*` for what the deployment decides.
    fileprivate var addressPattern: String {
        parts.map { part in
            switch part {
            case .constant(let text): text
            case .reference: "*"
            }
        }.joined()
    }
}
