internal import StatesLanguage

/// What a machine's role has to allow and a policy does not.
enum PolicyRule {
    static func check(_ subject: CheckSubject) -> [CheckFinding] {
        guard let policy = subject.policy, let machine = subject.source else { return [] }
        var findings: [CheckFinding] = []
        for need in needs(of: machine, subject) {
            let verdict = policy.verdict(need.action, on: need.resource)
            if let finding = finding(need, verdict, subject) { findings.append(finding) }
        }
        return findings
    }

    /// An action on a resource, and the states that need it.
    private struct Need {
        let action: String
        let resource: String
        var states: [String]
    }

    private static func needs(of machine: SourceMachine, _ subject: CheckSubject) -> [Need] {
        // On its own, so that functions and tables have their names, and not those of a stack.
        let inventory = Inventory(
            ExportProject(machines: [machine], account: subject.account, region: subject.region))
        var needs: [Need] = []
        for (state, statements) in PolicyDerivation.statementsByState(machine, inventory) {
            for statement in statements {
                for action in statement.actions {
                    for resource in statement.resources.map(\.addressPattern) {
                        if let index = needs.firstIndex(where: { $0.action == action && $0.resource == resource }) {
                            needs[index].states.append(state)
                        } else {
                            needs.append(Need(action: action, resource: resource, states: [state]))
                        }
                    }
                }
            }
        }
        return needs
    }

    private static func finding(
        _ need: Need, _ verdict: PolicyDocument.Verdict, _ subject: CheckSubject
    ) -> CheckFinding? {
        let author = subject.origins[need.states[0]] ?? need.states[0]
        let others = need.states.count > 1 ? " and \(need.states.count - 1) more" : ""
        let what = "\(need.action) on \(need.resource), which '\(author)'\(others) needs"
        let place = subject.location(of: need.states[0])
        switch verdict {
        case .allowed: return nil
        case .conditional:
            return subject.finding(
                .note, .permission, at: place, "Only where a condition holds the policy allows \(what)")
        case .denied: return subject.finding(.error, .permission, at: place, "The policy denies \(what)")
        case .missing:
            return subject.finding(
                .error, .permission, at: place, "The policy does not allow \(what)",
                advice: "add it, or let 'baton export' derive the role")
        }
    }
}

extension CheckSubject {
    /// Where the state of that name stands; names are unique in a definition.
    fileprivate func location(of name: String) -> Location? {
        var found: Location?
        definition.forEachState { state, _, location in
            if state == name, found == nil { found = location }
        }
        return found
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
