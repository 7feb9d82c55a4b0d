/// Actions that a task needs, and what it needs them on.
struct Permission {
    enum Scope {
        /// The service has no addresses for this.
        case everything
        /// The thing that a task's argument names; `*` where the argument is missing.
        case named([String], ResourceForm)
        /// The same for names with a revision behind a colon; without one any revision is meant.
        case revision([String], ResourceForm)
        /// Always the same.
        case fixed(ResourceForm)
        case function([String])
        case table([String])
        case machine([String])
        case executions([String])
        case connection([String])
        case queue([String])
        case model([String])
        case bucket([String])
        /// The objects of a bucket, with the paths of the bucket's name and the key.
        case objects([String], key: [String]?)
        /// `bucket/key`, as `CopySource` and S3 URIs have it.
        case objectAddress([String])
        /// Roles that are handed to that service.
        case passedRole([String], to: String)
        case guardrail([String])
        /// The tables that the members of a list name.
        case tables([String])
        /// The tables that the member names of `RequestItems` are.
        case requestedTables
        /// An AgentCore runtime and its endpoints.
        case runtime([String])
        /// The first whose argument is there.
        indirect case first(of: [Scope])

        /// The argument that decides.
        var path: [String]? {
            switch self {
            case .named(let path, _), .revision(let path, _), .function(let path), .table(let path), .machine(let path),
                .executions(let path), .connection(let path), .queue(let path), .model(let path), .bucket(let path),
                .objects(let path, _), .objectAddress(let path), .passedRole(let path, _), .guardrail(let path),
                .tables(let path), .runtime(let path):
                path
            case .everything, .fixed, .requestedTables, .first: nil
            }
        }

        /// Whether patterns in its addresses stand for parts of one thing.
        var isOneThing: Bool {
            if case .runtime = self { true } else { false }
        }
    }

    let actions: [String]
    let scope: Scope

    init(_ actions: String..., on scope: Scope) {
        self.actions = actions
        self.scope = scope
    }

    init(_ actions: [String], on scope: Scope) {
        self.actions = actions
        self.scope = scope
    }

    /// What Step Functions needs for the rule of EventBridge that tells it of the end of a job.
    static func events(_ rule: String) -> Permission {
        Permission(
            "events:DescribeRule", "events:PutRule", "events:PutTargets",
            on: .fixed(ResourceForm("events", "rule/\(rule)")))
    }
}

/// The permissions for one action of a service.
struct IntegrationPermissions {
    /// For a call alone.
    let call: [Permission]
    /// For waiting for the end, besides.
    let job: [Permission]

    init(_ call: [Permission], job: [Permission] = []) {
        self.call = call
        self.job = job
    }
}
