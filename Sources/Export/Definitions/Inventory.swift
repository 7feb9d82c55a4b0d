internal import AgentStates

/// What the stack brings along, by the names that definitions use, with the names of the resources in templates.
package struct Inventory {
    let project: ExportProject
    var names = LogicalNames()
    private let functions: Set<String>
    private let tables: Set<String>
    private let buckets: Set<String>
    private let machines: Set<String>
    private let connections: Set<String>

    package init(_ project: ExportProject) {
        self.project = project
        let requirements = project.machines.map(\.requirements)
        functions = Set(project.functions.map(\.name)).union(requirements.flatMap(\.functions))
        let sessions = requirements.contains(where: \.usesSessions) ? [SessionTable.name] : []
        tables = Set(project.tables.map(\.name)).union(sessions)
        buckets = Set(project.buckets)
        machines = Set(project.machines.map(\.name))
        connections = Set(project.connections.map(\.name))
        reserveNames()
    }

    /// Names are given in an order that depends on nothing but what there is.
    private mutating func reserveNames() {
        for name in project.machines.map(\.name) { _ = names.name(.machine, name) }
        for name in functions.sorted() { _ = names.name(.function, name) }
        for name in tables.sorted() { _ = names.name(.table, name) }
        for name in buckets.sorted() { _ = names.name(.bucket, name) }
        for name in connections.sorted() { _ = names.name(.connection, name) }
    }

    var functionNames: [String] { functions.sorted() }
    var tableNames: [String] { tables.sorted() }
    var bucketNames: [String] { buckets.sorted() }

    func hasFunction(_ name: String) -> Bool { functions.contains(name) }
    func hasTable(_ name: String) -> Bool { tables.contains(name) }
    func hasBucket(_ name: String) -> Bool { buckets.contains(name) }
    func hasMachine(_ name: String) -> Bool { machines.contains(name) }
    func hasConnection(_ name: String) -> Bool { connections.contains(name) }

    /// The name of a machine in the account: the stack's, then its own.
    func physicalName(ofMachine name: String) -> Text { "\(.stack)-\(name)" }

    /// The address of a machine of the stack, made of its name: machines may start each other and themselves, and
    /// templates cannot refer in circles.
    func arn(ofMachine name: String) -> Text {
        "arn:\(.partition):states:\(.region):\(.account):stateMachine:\(physicalName(ofMachine: name))"
    }
}
