internal import JSON

/// How a local machine differs from a deployed one in what it does.
package struct MachineComparison: Sendable {
    package private(set) var changes: [DeploymentChange] = []
    /// What the local `${Token}`s are there.
    package var tokens: [String: String] { match.values }
    private var match = TokenMatch()
    private let stack: StackNames?

    /// - Parameters:
    ///   - address: the account and Region that the local definition is written for; in names they stand for those of
    ///   the deployed machine.
    ///   - stack: the stack that the deployed machine belongs to, with which its names begin.
    package init(
        _ local: DeployedMachine, _ deployed: DeployedMachine, address: (region: String, account: String)? = nil,
        stack: String? = nil
    ) {
        self.stack = stack.map(StackNames.init)
        let place = ResourcePlace(local: address, deployed: deployed.arn)
        compareSettings(local, deployed)
        compare(
            NormalizedDefinition.workflow(place.translated(local.definition)),
            NormalizedDefinition.workflow(deployed.definition), in: nil)
    }

    // MARK: The machine

    private mutating func compareSettings(_ local: DeployedMachine, _ deployed: DeployedMachine) {
        let settings: [(String, JSONValue?, JSONValue?)] = [
            ("type", local.type.map(JSONValue.string), deployed.type.map(JSONValue.string)),
            ("roleArn", local.roleArn.map(JSONValue.string), deployed.roleArn.map(JSONValue.string)),
            (
                "loggingConfiguration.level", local.loggingLevel.map(JSONValue.string),
                deployed.loggingLevel.map(JSONValue.string)
            ),
            (
                "loggingConfiguration.includeExecutionData", local.includesExecutionData.map(JSONValue.bool),
                deployed.includesExecutionData.map(JSONValue.bool)
            ),
            ("tracingConfiguration.enabled", local.isTraced.map(JSONValue.bool), deployed.isTraced.map(JSONValue.bool)),
        ]
        for (name, left, right) in settings {
            // What one side does not tell is not compared.
            guard let left, let right else { continue }
            compare(left, right, state: nil, field: name)
        }
    }

    // MARK: Workflows

    private mutating func compare(_ local: JSONValue, _ deployed: JSONValue, in path: String?) {
        let pairing = StatePairing(local["States"]?.object ?? [:], deployed["States"]?.object ?? [:])
        for (name, old) in pairing.renames.sorted(by: { $0.key < $1.key }) {
            changes.append(
                DeploymentChange(
                    kind: .renamed, state: full(name, path), field: nil, local: .string(name), deployed: .string(old)))
        }
        for name in pairing.added {
            changes.append(
                DeploymentChange(
                    kind: .added, state: full(name, path), field: nil, local: local["States"]?[name], deployed: nil))
        }
        for name in pairing.removed {
            changes.append(
                DeploymentChange(
                    kind: .removed, state: full(name, path), field: nil, local: nil, deployed: deployed["States"]?[name]
                ))
        }
        let translated = local.renamingTransitions(pairing.renames)
        compareFields(translated, deployed, state: path, except: ["States"])
        for (name, state) in translated["States"]?.object ?? [:] {
            guard let other = deployed["States"]?[pairing.renames[name] ?? name] else { continue }
            compareStates(state, other, full(name, path))
        }
    }

    private mutating func compareStates(_ local: JSONValue, _ deployed: JSONValue, _ name: String) {
        compareFields(local, deployed, state: name, except: ["Branches", "ItemProcessor"])
        if let left = local["ItemProcessor"], let right = deployed["ItemProcessor"] {
            compare(left, right, in: name)
        } else {
            compare(local["ItemProcessor"], deployed["ItemProcessor"], state: name, field: "ItemProcessor")
        }
        let (left, right) = (local["Branches"]?.array ?? [], deployed["Branches"]?.array ?? [])
        for index in 0..<max(left.count, right.count) {
            let one: JSONValue? = index < left.count ? left[index] : .none
            let other: JSONValue? = index < right.count ? right[index] : .none
            if let one, let other {
                compare(one, other, in: "\(name)/Branches[\(index)]")
            } else {
                compare(one, other, state: name, field: "Branches[\(index)]")
            }
        }
    }

    private func full(_ name: String, _ path: String?) -> String { path.map { "\($0)/\(name)" } ?? name }

    // MARK: Values

    private mutating func compareFields(
        _ local: JSONValue, _ deployed: JSONValue, state: String?, except left: Set<String>
    ) {
        let names = (local.object?.map(\.key) ?? []) + (deployed.object?.map(\.key) ?? []).filter { local[$0] == nil }
        for name in names where !left.contains(name) {
            compare(local[name], deployed[name], state: state, field: name)
        }
    }

    private mutating func compare(_ local: JSONValue?, _ deployed: JSONValue?, state: String?, field: String) {
        switch (local, deployed) {
        case (.object(let left)?, .object(let right)?):
            for name in left.map(\.key) + right.map(\.key).filter({ left[$0] == nil }) {
                compare(left[name], right[name], state: state, field: "\(field).\(name)")
            }
        case (.array(let left)?, .array(let right)?) where left.count == right.count:
            for index in left.indices { compare(left[index], right[index], state: state, field: "\(field)[\(index)]") }
        case (.string(let left)?, .string(let right)?)
        where match.matches(left, right) || stack?.matches(left, right) == true: break
        default:
            guard local != deployed else { return }
            let kind: DeploymentChange.Kind = local == nil ? .removed : deployed == nil ? .added : .changed
            changes.append(
                DeploymentChange(kind: kind, state: state, field: field, local: local, deployed: deployed))
        }
    }
}
