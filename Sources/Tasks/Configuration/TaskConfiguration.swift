package import JSON

/// What `baton.yaml` says of how tasks are performed.
package struct TaskConfiguration: Hashable, Sendable {
    /// Folders with Lambda functions, absolute; the first that has a function counts.
    package var functionFolders: [String]
    /// The folder with one folder for each S3 bucket, absolute.
    package var bucketFolder: String
    /// Bindings by resource, function or service.
    package var bindings: [String: ResourceBinding] = [:]
    /// What `http:invoke` authorizes itself with, by the connection's ARN or name.
    package var connections: [String: HTTPConnection] = [:]
    /// Keys of the built-in DynamoDB tables, by name; the one that agents keep their sessions in is always there.
    package var tables: [String: TableKeys] = [
        Self.sessionTable: TableKeys(partition: .init(name: "Session", kind: .string))
    ]
    package static let sessionTable = "baton-sessions"
    package var concurrency = ConcurrencyLimits()
    /// The account in the ARNs of local functions and tables.
    package var account = defaultAccount

    package static let defaultAccount = "123456789012"

    /// The defaults for workflows in this folder.
    package init(folder: String) {
        functionFolders = ["\(folder)/functions"]
        bucketFolder = "\(folder)/buckets"
    }
}

/// What a resource is bound to.
package enum ResourceBinding: Hashable, Sendable {
    /// A program that reads the parameters from its standard input and prints the result, both JSON.
    case command(CommandBinding)
    /// A program that speaks JSON lines, and may call tools meanwhile.
    case agent(AgentBinding)
    /// A person, who answers by the task's token.
    case person
    /// An address to which the parameters are posted as JSON, and which answers with the result.
    case url(String, timeoutSeconds: Int64)
    /// An AWS-compatible endpoint.
    case endpoint(String)
    /// Always the same result.
    case result(JSONValue)
    /// Always the same failure.
    case failure(error: String, cause: String?)
}

package struct CommandBinding: Hashable, Sendable {
    /// The program and its arguments.
    package var words: [String]
    /// Where it runs, absolute.
    package var folder: String
    package var environment: [String: String] = [:]
    package var timeoutSeconds: Int64 = 900
}

/// How many run at the same time.
package struct ConcurrencyLimits: Hashable, Sendable {
    /// Calls of each local function.
    package var functionCalls = 10
    package var commands = 16
    /// Calls of AWS-compatible endpoints through the AWS SDK for Python.
    package var serviceCalls = 8
}

/// How an `http:invoke` task authorizes itself, and what it adds to each request: an EventBridge connection.
package struct HTTPConnection: Hashable, Sendable {
    package enum Authorization: Hashable, Sendable {
        case none
        case basic(username: String, password: SecretSource)
        case apiKey(name: String, value: SecretSource)
        case clientCredentials(OAuthClient)
    }

    package struct OAuthClient: Hashable, Sendable {
        package var tokenURL: String
        package var method: String
        package var clientID: String
        package var clientSecret: SecretSource
        /// Further members of the token request's form, such as `scope`.
        package var form: [String: String] = [:]
    }

    package var authorization: Authorization
    package var headers: [String: String] = [:]
    package var query: [String: String] = [:]
}

/// Where a secret is kept: never in the configuration itself.
package enum SecretSource: Hashable, Sendable {
    case environment(String)
    /// A file's text, without the line break at its end.
    case file(String)

    /// The secret.
    ///
    /// - Throws: `SecretFault`, which names the place and not the secret.
    func resolve(_ environment: [String: String]) throws(SecretFault) -> String {
        switch self {
        case .environment(let name):
            guard let value = environment[name], !value.isEmpty else {
                throw SecretFault(description: "the environment variable '\(name)' is not set")
            }
            return value
        case .file(let path):
            do throws(SystemError) {
                let text = String(decoding: try FileSystem.read(path), as: UTF8.self)
                return String(text.prefix { !$0.isNewline })
            } catch {
                throw SecretFault(description: "\(error)")
            }
        }
    }
}

struct SecretFault: Error, Hashable, Sendable, CustomStringConvertible {
    let description: String
}

/// The key attributes of a DynamoDB table.
package struct TableKeys: Hashable, Sendable {
    package struct Attribute: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable, CaseIterable {
            case string = "S"
            case number = "N"
            case binary = "B"
        }

        package var name: String
        package var kind: Kind

        package init(name: String, kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    package var partition: Attribute
    package var sort: Attribute?

    package init(partition: Attribute, sort: Attribute? = nil) {
        self.partition = partition
        self.sort = sort
    }
}
