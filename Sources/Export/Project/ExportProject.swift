package import AgentStates
package import JSON
package import StatesLanguage

/// What an export starts from: the machines and what is around them, as plain values.
package struct ExportProject: Sendable {
    /// The first is what is exported, the others are started by it.
    package var machines: [SourceMachine]
    package var functions: [SourceFunction]
    package var tables: [SourceTable]
    /// The names of buckets that have a folder.
    package var buckets: [String]
    package var connections: [SourceConnection]
    /// Agents that have a harness or a runtime of their own.
    package var agents: [PlacedAgent]
    /// The account and the region that the definitions are written for.
    package var account: String
    package var region: String
    package var settings: ExportSettings

    package init(
        machines: [SourceMachine], functions: [SourceFunction] = [], tables: [SourceTable] = [],
        buckets: [String] = [], connections: [SourceConnection] = [], agents: [PlacedAgent] = [],
        account: String = "123456789012", region: String = "us-east-1", settings: ExportSettings = ExportSettings()
    ) {
        self.machines = machines
        self.functions = functions
        self.tables = tables
        self.buckets = buckets
        self.connections = connections
        self.agents = agents
        self.account = account
        self.region = region
        self.settings = settings
    }
}

/// A machine by its name.
package struct SourceMachine: Sendable {
    package let name: String
    /// The plain definition, as it runs here.
    package let definition: JSONValue
    package let machine: StateMachine
    package let requirements: Lowering.Requirements

    package init(
        name: String, definition: JSONValue, machine: StateMachine,
        requirements: Lowering.Requirements = Lowering.Requirements()
    ) {
        self.name = name
        self.definition = definition
        self.machine = machine
        self.requirements = requirements
    }
}

/// A Lambda function in a folder.
package struct SourceFunction: Sendable, Hashable {
    package enum Runtime: Sendable, Hashable {
        case python(String)
        case node(String)

        /// As Lambda names it: `python3.13`.
        package var name: String {
            switch self {
            case .python(let version): "python\(version)"
            case .node(let version): "nodejs\(version).x"
            }
        }
    }

    /// A file of the function, below its folder.
    package struct File: Sendable, Hashable {
        package let path: String
        package let bytes: [UInt8]

        package init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    package let name: String
    package let runtime: Runtime
    /// `index.handler`
    package let handler: String
    package let timeoutSeconds: Int64
    package let memoryMegabytes: Int64
    package let environment: [String: String]
    package let reservedConcurrency: Int64?
    /// Sorted by path.
    package let files: [File]
    /// The functions that an agent's program in it calls.
    package let tools: [AgentProgramSource.Tool]

    package init(
        name: String, runtime: Runtime, handler: String, timeoutSeconds: Int64, memoryMegabytes: Int64,
        environment: [String: String], reservedConcurrency: Int64?, files: [File],
        tools: [AgentProgramSource.Tool] = []
    ) {
        self.name = name
        self.runtime = runtime
        self.handler = handler
        self.timeoutSeconds = timeoutSeconds
        self.memoryMegabytes = memoryMegabytes
        self.environment = environment
        self.reservedConcurrency = reservedConcurrency
        self.files = files
        self.tools = tools
    }
}

/// A DynamoDB table by its keys.
package struct SourceTable: Sendable, Hashable {
    package struct Key: Sendable, Hashable {
        package let name: String
        /// `S`, `N` or `B`
        package let type: String

        package init(name: String, type: String) {
            self.name = name
            self.type = type
        }
    }

    package let name: String
    package let partitionKey: Key
    package let sortKey: Key?

    package init(name: String, partitionKey: Key, sortKey: Key?) {
        self.name = name
        self.partitionKey = partitionKey
        self.sortKey = sortKey
    }
}

/// What HTTP tasks authorize themselves with; never with the secrets themselves.
package struct SourceConnection: Sendable, Hashable {
    package enum Authorization: Sendable, Hashable {
        case none
        case basic(username: String)
        case apiKey(name: String)
        case clientCredentials(tokenURL: String, method: String, clientID: String, form: [String: String])
    }

    package let name: String
    package let authorization: Authorization
    package let headers: [String: String]
    package let query: [String: String]

    package init(
        name: String, authorization: Authorization, headers: [String: String] = [:], query: [String: String] = [:]
    ) {
        self.name = name
        self.authorization = authorization
        self.headers = headers
        self.query = query
    }
}
