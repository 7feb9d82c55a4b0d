extension StepFunctionsAPI {
    /// Runs an operation, which answers the call.
    func perform(_ call: Call) {
        switch call.operation {
        case .createActivity: createActivity(call)
        case .createStateMachine: createStateMachine(call)
        case .createStateMachineAlias: createStateMachineAlias(call)
        case .deleteActivity: deleteActivity(call)
        case .deleteStateMachine: deleteStateMachine(call)
        case .deleteStateMachineAlias: deleteStateMachineAlias(call)
        case .deleteStateMachineVersion: deleteStateMachineVersion(call)
        case .describeActivity: describeActivity(call)
        case .describeStateMachine: describeStateMachine(call)
        case .describeStateMachineAlias: describeStateMachineAlias(call)
        case .listActivities: listActivities(call)
        case .listStateMachineAliases: listStateMachineAliases(call)
        case .listStateMachineVersions: listStateMachineVersions(call)
        case .listStateMachines: listStateMachines(call)
        case .listTagsForResource: listTagsForResource(call)
        case .publishStateMachineVersion: publishStateMachineVersion(call)
        case .tagResource: tagResource(call)
        case .untagResource: untagResource(call)
        case .updateStateMachine: updateStateMachine(call)
        case .updateStateMachineAlias: updateStateMachineAlias(call)
        case .validateStateMachineDefinition: validateStateMachineDefinition(call)
        default: call.fail(.internalFailure("not yet"))
        }
    }
}
