internal import Interpreter
internal import JSON
internal import StatesLanguage

extension StateTest {
    /// `inspectionData`: which values a state of that type shows, as the service does.
    func inspectionData(of state: State) -> JSONObject {
        let values = recorder.values
        var data: JSONObject = [:]
        func show(_ step: InspectionStep, or fallback: JSONValue? = nil) {
            guard let value = values[step] ?? fallback else { return }
            data[step.rawValue] = .string(value.text)
        }
        /// What comes before a field is also what comes after it where the state does not have it.
        func show(_ step: InspectionStep, of field: Template?, or fallback: JSONValue?) {
            show(step, or: field == nil ? fallback : nil)
        }
        let isJSONPath = state.queryLanguage == .jsonPath
        show(.input)
        switch state.kind {
        case .pass(let pass) where isJSONPath:
            let effective = pass.parameters == nil ? values[.afterInputPath] : values[.afterParameters]
            if pass.result == nil {
                show(.afterInputPath)
                show(.afterParameters, or: effective)
            } else {
                show(.result)
            }
            show(.afterResultSelector, or: values[.result] ?? effective)
            show(.afterResultPath, or: effective)
        case .task(let task) where isJSONPath:
            show(.afterInputPath)
            show(.afterParameters, of: task.arguments, or: values[.afterInputPath])
            show(.result)
            show(.afterResultSelector, of: task.resultSelector, or: values[.result])
            show(.afterResultPath)
        case .task:
            show(.afterArguments)
            show(.result)
        case .parallel(let parallel) where isJSONPath:
            show(.afterResultSelector, of: parallel.resultSelector, or: values[.result])
            show(.afterResultPath)
        case .map(let map):
            let hasItems = values[.maxConcurrency] != nil
            if isJSONPath {
                show(.afterInputPath)
                if hasItems { show(.afterItemsPath, or: values[.afterInputPath]) }
            }
            if hasItems {
                show(.afterItemsPointer)
                show(.afterItemSelector)
                show(.afterItemBatcher)
                data["maxConcurrency"] = values[.maxConcurrency]
                data["toleratedFailureCount"] = values[.toleratedFailureCount]
                data["toleratedFailurePercentage"] = values[.toleratedFailurePercentage]
            }
            if isJSONPath {
                show(.afterResultSelector, of: map.resultSelector, or: values[.result])
                show(.afterResultPath)
            }
        case .choice, .wait, .succeed, .fail:
            if isJSONPath { show(.afterInputPath) }
        default: break
        }
        if let variables = values[.variables]?.object, !variables.isEmpty { show(.variables) }
        data["errorDetails"] = errorDetails
        return data
    }

    private var errorDetails: JSONValue? {
        var details: JSONObject = [:]
        details["catchIndex"] = recorder.values[.catchIndex]
        details["retryIndex"] = recorder.values[.retryIndex]
        details["retryBackoffIntervalSeconds"] = recorder.values[.retryBackoffIntervalSeconds]
        return details.isEmpty ? nil : .object(details)
    }
}
