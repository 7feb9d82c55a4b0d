/// An Amazon Resource Name of Step Functions: `arn:PARTITION:states:REGION:ACCOUNT:TYPE:…`.
package struct StatesArn: Hashable, Sendable {
    package enum Resource: Hashable, Sendable {
        case stateMachine(name: String)
        /// The processor of a distributed Map state, which its child executions run: `stateMachine:NAME/LABEL`.
        case labelled(name: String, label: String)
        /// A version or an alias: `stateMachine:NAME:QUALIFIER`.
        case qualified(name: String, qualifier: String)
        /// `execution:MACHINE:NAME`; the machine of a child execution is `NAME/LABEL`.
        case execution(stateMachine: String, name: String)
        /// `express:MACHINE:NAME:ID`.
        case express(stateMachine: String, name: String, id: String)
        case activity(name: String)
        /// `mapRun:MACHINE/LABEL:ID`.
        case mapRun(stateMachine: String, id: String)

        /// The sixth part of the name.
        package var type: String {
            switch self {
            case .stateMachine, .labelled, .qualified: "stateMachine"
            case .execution: "execution"
            case .express: "express"
            case .activity: "activity"
            case .mapRun: "mapRun"
            }
        }
    }

    package let text: String
    package let resource: Resource

    /// Takes an ARN apart.
    ///
    /// - Throws: `RegistryError.invalidArn` with AWS's words.
    package init(_ text: String) throws(RegistryError) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map(Substring.init)
        guard parts[0] == "arn" else { throw .invalidArn("Invalid ARN prefix: \(text)") }
        guard parts.count >= 6 else { throw .invalidArn("Invalid ARN format: \(text)") }
        guard parts[2] == "states" else { throw .invalidArn("Invalid ARN service: \(text)") }
        guard let resource = Resource(parts[5...]) else { throw .invalidArn("Invalid ARN resource: \(text)") }
        self.text = text
        self.resource = resource
    }

    /// The error where an operation gets an ARN of another type than it takes.
    package var invalidInThisContext: RegistryError {
        .invalidArn("Resource type not valid in this context: \(resource.type)")
    }
}

extension StatesArn.Resource {
    /// The resource that the parts from the sixth on name.
    fileprivate init?(_ parts: ArraySlice<Substring>) {
        let type = parts.first
        let rest = parts.dropFirst().map(String.init)
        guard let first = rest.first, !rest.contains("") else { return nil }
        switch (type, rest.count) {
        case ("stateMachine", 1):
            let names = first.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            self = names.count == 2 ? .labelled(name: names[0], label: names[1]) : .stateMachine(name: first)
        case ("stateMachine", 2): self = .qualified(name: first, qualifier: rest[1])
        case ("execution", 2): self = .execution(stateMachine: first, name: rest[1])
        case ("express", 3): self = .express(stateMachine: first, name: rest[1], id: rest[2])
        case ("activity", 1): self = .activity(name: first)
        case ("mapRun", 2): self = .mapRun(stateMachine: first, id: rest[1])
        default: return nil
        }
    }
}

/// Where the resources of this machine pretend to live.
package struct ArnScope: Hashable, Sendable {
    package let partition: String
    package let region: String
    /// Twelve digits.
    package let account: String

    package init(partition: String = "aws", region: String = "us-east-1", account: String = "123456789012") {
        self.partition = partition
        self.region = region
        self.account = account
    }

    /// What every ARN of these resources starts with, the colon before the resource included.
    package var prefix: String { "arn:\(partition):states:\(region):\(account):" }

    package func stateMachine(_ name: String) -> String { "\(prefix)stateMachine:\(name)" }
    package func version(_ number: Int, of name: String) -> String { "\(prefix)stateMachine:\(name):\(number)" }
    package func alias(_ alias: String, of name: String) -> String { "\(prefix)stateMachine:\(name):\(alias)" }
    package func activity(_ name: String) -> String { "\(prefix)activity:\(name)" }
}
