import JSON

extension TaskState {
    private static let longestSeconds: Int64 = 99_999_999

    static func decode(from fields: Fields) -> TaskState? {
        fields.require("Resource")
        let resource = fields.string("Resource").flatMap { fields.resource($0) }
        let arguments = fields.template("Parameters") ?? fields.template("Arguments")
        fields.checkParameters(of: resource)
        let roleArn = fields.credentials(of: resource)
        let timeout = fields.integerField("TimeoutSeconds", in: 1...longestSeconds)
        let heartbeat = fields.integerField("HeartbeatSeconds", in: 1...longestSeconds)
        if case .literal(let beat) = heartbeat, case .literal(let limit) = timeout, beat >= limit {
            fields.report.schema(SchemaMessage.longHeartbeat, at: fields.location(of: "HeartbeatSeconds"))
        }
        let retriers = fields.retriers()
        let catchers = fields.catchers()
        let (selector, resultPath) = (fields.template("ResultSelector"), fields.resultPath())
        guard let resource else { return nil }
        return TaskState(
            resource: resource, arguments: arguments, roleArn: roleArn, resultSelector: selector,
            resultPath: resultPath, timeoutSeconds: timeout, heartbeatSeconds: heartbeat, retriers: retriers,
            catchers: catchers)
    }
}

extension Fields {
    private static let credentialsFields = AllowedFields(["RoleArn", "RoleArn.$"])

    /// `Credentials`.
    fileprivate func credentials(of resource: TaskResource?) -> StringField? {
        guard let credentials = object("Credentials")?.checked(Self.credentialsFields) else { return nil }
        if case .activity = resource {
            report.schema(SchemaMessage.activityCredentials, at: credentials.location)
        }
        let given = ["RoleArn", "RoleArn.$"].filter(credentials.object.contains)
        guard let name = given.first, language == .jsonPath || name == "RoleArn" else {
            report.schema(SchemaMessage.requiredField("RoleArn"), at: credentials.location)
            return nil
        }
        return name == "RoleArn" ? credentials.stringField(name) : credentials.pathOrIntrinsic(name)
    }
}
