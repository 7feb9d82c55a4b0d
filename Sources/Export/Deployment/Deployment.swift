/// Everything that a stack has, whatever it is written in.
struct Deployment {
    var description: String
    /// The configuration block: names and sizes.
    var parameters: [Parameter] = []
    var resources: [Resource] = []
    var outputs: [Output] = []
    /// What has to be in the account already.
    var expectations: [String] = []
    /// The functions whose code is packed before it is deployed.
    var packages: [FunctionPackage] = []

    /// What SAM does not pack itself.
    var agentPackages: [FunctionPackage] { packages.filter { $0.host == .agentCore } }

    /// The parameters of a format whose functions are packed into a bucket beforehand.
    var parametersWithBucket: [Parameter] { parameters(for: packages) }

    /// The parameters where these packages are put into a bucket beforehand.
    func parameters(for packages: [FunctionPackage]) -> [Parameter] {
        guard !packages.isEmpty else { return parameters }
        let bucket = Parameter(
            name: "ArtifactBucket", kind: .text(default: nil, allowed: []),
            description: "The bucket that holds the code of the functions and agents.")
        return [bucket] + parameters
    }

    struct Parameter {
        enum Kind {
            case text(default: String?, allowed: [String])
            case number(default: Int64, minimum: Int64)
            /// A text that is shown nowhere.
            case secret
        }

        let name: String
        let kind: Kind
        let description: String
    }

    struct Output {
        let name: String
        let value: Value
        let description: String
    }

    /// One thing that a stack has.
    struct Resource {
        enum Body {
            case machine(MachineBody)
            case function(FunctionBody)
            case other(ResourceType, Value)
        }

        let name: String
        var body: Body
        var dependencies: [String] = []
        /// Kept when the stack is deleted, because it holds what cannot be made again.
        var isRetained = false
        var comment: String?
    }
}

/// A state machine before its format is decided.
struct MachineBody {
    let name: String
    let physicalName: Text
    let definition: ExportedDefinition
    let isExpress: Bool
    let role: Value
    let logging: Value
    let tracing: Value
    let encryption: Value?
    let tags: [Tag]
    /// The alias that callers use, moved with each new version; Express workflows and Standard ones have them alike.
    let alias: String
}

/// A Lambda function before its format is decided.
struct FunctionBody {
    enum Code {
        /// The text of the only file.
        case inline(String)
        case package(FunctionPackage)
    }

    let name: String
    let code: Code
    /// Everything but the code, in CloudFormation's shapes.
    let properties: [Value.Member]
    let tags: [Tag]
}

/// The code of functions that is packed as a ZIP file.
struct FunctionPackage: Hashable {
    enum Content: Hashable {
        case files([SourceFunction.File])
        /// This program, which is a Lambda runtime for the functions that come with it.
        case program
    }

    /// What runs the code.
    enum Host: Hashable {
        case lambda
        case agentCore
    }

    /// The folder in the export and the beginning of the object's key: `functions/charge-card`.
    let folder: String
    let content: Content
    /// Changes with the content.
    let digest: String
    var host = Host.lambda

    var key: String { "\(folder)-\(digest).zip" }
}

struct Tag: Hashable {
    let key: String
    let value: Text
}

extension [Tag] {
    /// As most types take them.
    var list: Value {
        .list(map { ["Key": .text(Text(stringLiteral: $0.key)), "Value": .text($0.value)] })
    }

    /// As some types take them.
    var object: Value { .object(map { Value.Member(name: $0.key, value: .text($0.value)) }) }
}
