package import AgentStates
package import JSON
internal import StatesLanguage

/// A machine that is to go to AWS, with what surrounds it here.
package struct CheckSubject: Sendable {
    /// What a resource is bound to here.
    package enum Binding: Sendable, Hashable {
        case command
        /// The program of an agent.
        case agent
        case person
        case url(String)
        case endpoint(String)
        /// Always the same result or error.
        case fixed
    }

    package let name: String
    /// The plain definition.
    package let definition: JSONValue
    package let map: SourceMap
    package let isExpress: Bool
    package let region: String
    /// The author's state that each generated state belongs to.
    package let origins: [String: String]
    package let requirements: Lowering.Requirements
    /// Bindings by resource, function or service.
    package let bindings: [String: Binding]
    /// The names of the functions in folders.
    package let functions: Set<String>
    /// Connections that authorize nothing.
    package let openConnections: Set<String>
    package let account: String
    /// What permissions are derived from; nil where they are not compared.
    package let source: SourceMachine?
    /// What the machine's role may do.
    package var policy: PolicyDocument?

    package init(
        name: String, definition: JSONValue, map: SourceMap, isExpress: Bool, region: String,
        origins: [String: String], requirements: Lowering.Requirements, bindings: [String: Binding],
        functions: Set<String>, openConnections: Set<String>, account: String, source: SourceMachine?
    ) {
        self.name = name
        self.definition = definition
        self.map = map
        self.isExpress = isExpress
        self.region = region
        self.origins = origins
        self.requirements = requirements
        self.bindings = bindings
        self.functions = functions
        self.openConnections = openConnections
        self.account = account
        self.source = source
    }

    func finding(
        _ severity: CheckFinding.Severity, _ code: CheckFinding.Code, at location: Location?, _ message: String,
        advice: String? = nil
    ) -> CheckFinding {
        CheckFinding(
            severity: severity, code: code, machine: name, location: location?.text,
            position: location.flatMap { map.position(of: $0.pointer) }, message: message, advice: advice)
    }
}

extension CheckSubject {
    /// The most history events that an execution makes, retries and what has no bound left out; nil for Express
    /// workflows, which have no such history.
    package var projectedEvents: Int? { isExpress ? nil : HistoryProjection(definition, at: .root).events }

    /// Everything that AWS would refuse or limit, the worst first.
    package func check() -> [CheckFinding] {
        let rules = [
            QuotaRule.check, NameRule.check, HistoryRule.check, PayloadRule.check, MapWidthRule.check,
            ExpressRule.check, ResourceRule.check, ModelRule.check, RegionRule.check, PolicyRule.check,
        ]
        return rules.flatMap { $0(self) }.sorted { $0.severity > $1.severity }
    }
}
