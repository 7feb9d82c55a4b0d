/// Has work done by the resource that it names.
package struct TaskState: Sendable {
    package let resource: TaskResource
    /// `Parameters` (JSONPath) or `Arguments` (JSONata).
    package let arguments: Template?
    /// `Credentials.RoleArn`.
    package let roleArn: StringField?
    package let resultSelector: Template?
    package let resultPath: ResultPath
    package let timeoutSeconds: IntegerField?
    package let heartbeatSeconds: IntegerField?
    package let retriers: [Retrier]
    package let catchers: [Catcher]

    package init(
        resource: TaskResource, arguments: Template? = nil, roleArn: StringField? = nil,
        resultSelector: Template? = nil, resultPath: ResultPath = .root, timeoutSeconds: IntegerField? = nil,
        heartbeatSeconds: IntegerField? = nil, retriers: [Retrier] = [], catchers: [Catcher] = []
    ) {
        self.resource = resource
        self.arguments = arguments
        self.roleArn = roleArn
        self.resultSelector = resultSelector
        self.resultPath = resultPath
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.retriers = retriers
        self.catchers = catchers
    }
}
