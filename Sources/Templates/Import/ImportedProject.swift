package import JSON
package import StatesLanguage

/// What was made of a template.
package struct ImportedProject: Sendable {
    package internal(set) var machines: [ImportedMachine] = []
    package internal(set) var functions: [ImportedFunction] = []
    package internal(set) var tables: [ImportedTable] = []
    /// The names of S3 buckets.
    package internal(set) var buckets: [String] = []
    package internal(set) var connections: [ImportedConnection] = []
    package internal(set) var activities: [String] = []
    /// What the machines call that nothing on this machine does by itself.
    package internal(set) var missing: [MissingBinding] = []
    package internal(set) var findings: [ImportFinding] = []

    /// Takes in what a nested stack has.
    mutating func add(_ other: ImportedProject) {
        machines += other.machines
        functions += other.functions
        tables += other.tables
        buckets += other.buckets
        connections += other.connections
        activities += other.activities
        findings += other.findings
    }
}

/// A state machine with its definition.
package struct ImportedMachine: Sendable {
    package let name: String
    /// In the template.
    package let logicalID: String
    package let isExpress: Bool
    /// The definition with its substitutions made.
    package let text: String
    package let syntax: DocumentSyntax
    /// What is wrong with the definition.
    package let diagnostics: [Diagnostic]
    /// The `${Name}`s that are left, sorted.
    package let unresolved: [String]

    /// The name of its file: `order.asl.json`.
    package var fileName: String { "\(name).asl.\(syntax == .json ? "json" : "yaml")" }
}

/// A file of a function or of a layer.
package struct ImportedFile: Sendable {
    /// From the folder of the code on.
    package let path: String
    package let bytes: [UInt8]
}

/// A Lambda function.
package struct ImportedFunction: Sendable {
    package enum Code: Sendable {
        /// A folder, absolute.
        case folder(String)
        /// The text that the template has, and the file that it is for.
        case inline(text: String, fileName: String)
        /// The files of an archive.
        case files([ImportedFile])
        /// There is none that runs here.
        case missing(reason: String)
    }

    package let name: String
    package let logicalID: String
    package let runtime: String
    /// `index.handler`
    package let handler: String
    package internal(set) var code: Code
    package let timeoutSeconds: Int64?
    package let memoryMegabytes: Int64?
    package let environment: [(name: String, value: String)]
    /// Folders of layers, absolute.
    package internal(set) var layers: [String]

    package var runsHere: Bool {
        if case .missing = code { false } else { true }
    }
}

/// A DynamoDB table.
package struct ImportedTable: Sendable {
    package struct Key: Sendable {
        package let name: String
        /// `S`, `N` or `B`
        package let type: String
    }

    package let name: String
    package let partition: Key
    package let sort: Key?
}

/// An EventBridge connection of HTTP tasks.
package struct ImportedConnection: Sendable {
    package enum Authorization: Sendable {
        case none
        case basic(username: String)
        case apiKey(header: String)
        case oauth(tokenURL: String, method: String, clientID: String)
    }

    package let name: String
    package let authorization: Authorization
    /// The environment variable for the secret.
    package var variable: String {
        String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }) + "_SECRET"
    }
}

/// A resource that a machine calls and that must be bound to something.
package struct MissingBinding: Sendable {
    /// The key below `resources:`.
    package let key: String
    /// A state that calls it, and its machine.
    package let state: String
    package let machine: String
    /// A result that stands for the service's.
    package let placeholder: JSONValue
}

/// What became of something in a template.
package struct ImportFinding: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        case imported
        /// It must be bound to something, or given a value.
        case binding = "needs a binding"
        /// It is not part of the project.
        case left
        /// It cannot work as it is.
        case problem
    }

    package let kind: Kind
    /// A logical id, or the name of a file or resource.
    package let subject: String
    package let message: String
    package let file: String
    package let line: Int?
}
