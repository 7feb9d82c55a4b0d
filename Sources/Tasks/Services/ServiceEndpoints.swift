/// The AWS-compatible endpoints that the environment names, as the AWS SDKs read them: `AWS_ENDPOINT_URL_SQS` for one
/// service, `AWS_ENDPOINT_URL` for all others.
///
/// Specification: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
struct ServiceEndpoints: Hashable, Sendable {
    private let byService: [String: String]
    private let general: String?

    private static let prefix = "AWS_ENDPOINT_URL"

    init(environment: [String: String]) {
        guard environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() != "true" else {
            (byService, general) = ([:], nil)
            return
        }
        var byService: [String: String] = [:]
        for (name, value) in environment where name.hasPrefix(Self.prefix + "_") && !value.isEmpty {
            byService[Self.plain(name.dropFirst(Self.prefix.count + 1))] = Self.withoutSlash(value)
        }
        self.byService = byService
        general = environment[Self.prefix].flatMap { $0.isEmpty ? nil : Self.withoutSlash($0) }
    }

    /// The endpoint of a service as resources name it.
    func url(of service: String) -> String? { byService[Self.identifier(service)] ?? general }

    /// The variable that would name it.
    static func variable(for service: String) -> String {
        "\(prefix)_\(identifier(service).uppercased()) or \(prefix)"
    }

    /// The service's id without blanks, in lower case.
    private static func identifier(_ service: String) -> String {
        switch service {
        case "events": "eventbridge"
        case "states": "sfn"
        case "elasticmapreduce": "emr"
        default: plain(service[...])
        }
    }

    private static func plain(_ name: Substring) -> String { name.lowercased().filter { $0 != "_" && $0 != "-" } }

    private static func withoutSlash(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}
