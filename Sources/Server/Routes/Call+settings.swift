internal import JSON
internal import Registry
internal import StatesLanguage

/// What the service fills in.
enum Defaults {
    static let logging: JSONObject = ["level": "OFF", "includeExecutionData": false]
    static let encryption: JSONObject = ["type": "AWS_OWNED_KEY"]
}

/// The members that several operations on state machines and activities take.
extension Call {
    var machineType: StateMachineType { string("type").flatMap(StateMachineType.init) ?? .standard }

    /// Lowers and compiles `definition`.
    func definition(as type: StateMachineType, _ registry: Registry) throws(APIError) -> GivenDefinition {
        try rules { () throws(RegistryError) in try registry.define(string("definition") ?? "", as: type) }
    }

    var roleArn: String? {
        get throws(APIError) {
            guard let arn = string("roleArn") else { return nil }
            let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count >= 6, parts[0] == "arn", parts[2] == "iam", parts[5].hasPrefix("role/") else {
                throw APIError(RegistryError.invalidRoleArn(arn))
            }
            return arn
        }
    }

    /// `loggingConfiguration` with its defaults.
    var logging: JSONObject? {
        get throws(APIError) {
            guard let given = request["loggingConfiguration"]?.object else { return nil }
            let level = given["level"] ?? "OFF"
            let destinations = given["destinations"]?.array ?? []
            guard destinations.count == 1 || (level == "OFF" && destinations.isEmpty) else {
                throw APIError(
                    RegistryError.invalidLoggingConfiguration("Must specify exactly one Log Destination."))
            }
            var logging: JSONObject = [
                "level": level, "includeExecutionData": given["includeExecutionData"] ?? false,
            ]
            if !destinations.isEmpty { logging["destinations"] = .array(destinations) }
            return logging
        }
    }

    var isTracing: Bool? { request["tracingConfiguration"].map { $0["enabled"]?.bool ?? false } }

    /// `encryptionConfiguration` with its default.
    var encryption: JSONObject? {
        get throws(APIError) {
            guard var given = request["encryptionConfiguration"]?.object else { return nil }
            let (key, period) = ("kmsKeyId", "kmsDataKeyReusePeriodSeconds")
            guard given["type"] == "CUSTOMER_MANAGED_KMS_KEY" else {
                for member in [key, period] where given[member] != nil {
                    throw APIError(
                        RegistryError.invalidEncryptionConfiguration("\(member) must not be given for AWS_OWNED_KEY"))
                }
                return given
            }
            guard given[key] != nil else {
                throw APIError(
                    RegistryError.invalidEncryptionConfiguration("\(key) must be given for CUSTOMER_MANAGED_KMS_KEY"))
            }
            given[period] = given[period] ?? 300
            return given
        }
    }

    /// `publish` and `versionDescription`.
    var publication: StateMachineRecord.Publication {
        get throws(APIError) {
            let description = string("versionDescription")
            if bool("publish") == true { return .version(description: description) }
            guard description == nil else { throw APIError(RegistryError.versionDescriptionWithoutPublish) }
            return .none
        }
    }

    var tags: [(key: String, value: String)] {
        (request["tags"]?.array ?? []).map { ($0["key"]?.string ?? "", $0["value"]?.string ?? "") }
    }
}
